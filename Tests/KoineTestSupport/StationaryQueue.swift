import Foundation

/// M/M/c queues of which the mean wait is known.
public struct StationaryQueue: Sendable {
  public var servers: Int
  /// Arrivals over what all servers can serve; each serves one job a second.
  public var load: Double

  public init(servers: Int, load: Double) {
    self.servers = servers
    self.load = load
  }

  /// The mean wait, s, by Erlang's C formula.
  public var meanWait_s: Double {
    let offered = load * Double(servers)
    var term = 1.0
    var sum = 1.0
    for count in 1..<max(2, servers) where count < servers {
      term *= offered / Double(count)
      sum += term
    }
    let last = term * offered / Double(servers) / (1 - load)
    return last / (sum + last) / (Double(servers) - offered)
  }

  /// The mean wait of `jobs` jobs after `warmUp` others, s: first come, first served.
  ///
  /// - Parameter slower: services take so many times as long, of the same random numbers.
  public func meanWait(jobs: Int, warmUp: Int, seed: UInt64, slower: Double = 1) -> Double {
    var random = SplitMix64(seed: seed)
    let rate = load * Double(servers)
    var freeFrom = [Double](repeating: 0, count: servers)
    var clock = 0.0
    var sum = 0.0
    for job in 0..<warmUp + jobs {
      clock += -log(random.unit()) / rate
      var first = 0
      for server in freeFrom.indices where freeFrom[server] < freeFrom[first] { first = server }
      let start = max(clock, freeFrom[first])
      freeFrom[first] = start - log(random.unit()) * slower
      if job >= warmUp { sum += start - clock }
    }
    return sum / Double(jobs)
  }
}
