/// Who gets which part of the time of which kind of chips.
public struct Allocation: Sendable, Equatable {
  /// Job by job, one part of the job's time per kind, from 0 to 1.
  public var shares: [Double]
  /// Time that pairs of jobs spend together on the same chips; empty without space sharing.
  public var pairs: [PairShare]
  public let kindCount: Int

  public init(shares: [Double], kindCount: Int, pairs: [PairShare] = []) {
    self.shares = shares
    self.kindCount = kindCount
    self.pairs = pairs
  }

  /// The part of all time that a job runs on a kind of chips.
  public func share(_ job: Int, _ kind: Int) -> Double { shares[job * kindCount + kind] }

  /// The units of work per second that a job gets from what it runs alone.
  public func rate(of job: Int, _ problem: AllocationProblem) -> Double {
    var sum = 0.0
    for kind in 0..<kindCount { sum += share(job, kind) * problem.speed(job, kind) }
    return sum
  }
}

/// A part of the time of two jobs during which they share the chips of one kind.
public struct PairShare: Sendable, Equatable {
  /// Positions of the jobs in the problem, the lower first.
  public var first: Int
  public var second: Int
  public var kind: Int
  /// From 0 to 1.
  public var share: Double

  public init(first: Int, second: Int, kind: Int, share: Double) {
    self.first = first
    self.second = second
    self.kind = kind
    self.share = share
  }
}
