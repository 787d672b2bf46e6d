public import KoineModel
import KoineStatistics

/// Jobs drawn from a workload to fill a cluster, as the fragmentation study does.
///
/// All jobs of the workload arrive in random order and stay for ever. If they ask for more than the
/// wanted part of the cluster's accelerators, jobs drawn at random are left out; if for less, jobs
/// drawn at random, with replacement, come after them. Source: Weng et al., "Beware of
/// Fragmentation", ATC 2023, and its public simulator.
public struct PackingArrivals: Sendable {
  /// What arrivals ask for in the end, over what the cluster has.
  public var ratio: Double
  /// Accelerators of the cluster.
  public var accelerators: Int

  /// - Precondition: `ratio` and `accelerators` are positive.
  public init(ratio: Double, accelerators: Int) {
    precondition(ratio > 0 && accelerators > 0)
    self.ratio = ratio
    self.accelerators = accelerators
  }

  /// The arrivals drawn from `original` by the stream `arrivals` of `seed`, all at time zero.
  ///
  /// - Precondition: some job of `original` asks for accelerators.
  /// - Complexity: O(jobs drawn).
  public func workload(from original: Workload, seed: UInt64) -> Workload {
    var random = RandomStream(seed: seed, name: "arrivals")
    var jobs = Array(0..<original.count)
    shuffle(&jobs, &random)
    let limit = ratio * Double(accelerators * 1000)
    var asked = jobs.reduce(0) { $0 + original.accelerators_milli(ofJob: $1) }
    precondition(asked > 0, "no job asks for accelerators")
    if Double(asked) > limit {
      thin(&jobs, of: original, asking: asked, limit, &random)
    } else if Double(asked) < limit {
      while true {
        let job = random.index(below: original.count)
        // As published: it stops by what a job asks of one accelerator, not of all of them.
        if Double(asked + original.share_milli(ofJob: job)) > limit { break }
        jobs.append(job)
        asked += original.accelerators_milli(ofJob: job)
      }
    }
    return original.staying(jobs)
  }

  private func shuffle(_ jobs: inout [Int], _ random: inout RandomStream) {
    for place in stride(from: jobs.count - 1, to: 0, by: -1) {
      jobs.swapAt(place, random.index(below: place + 1))
    }
  }

  /// Leaves jobs out until the rest asks for no more than `limit`; the rest keeps its order.
  private func thin(
    _ jobs: inout [Int], of original: Workload, asking total: Int, _ limit: Double,
    _ random: inout RandomStream
  ) {
    var places = Array(jobs.indices)
    shuffle(&places, &random)
    var asked = total
    var isLeftOut = [Bool](repeating: false, count: jobs.count)
    for place in places where Double(asked) > limit {
      isLeftOut[place] = true
      asked -= original.accelerators_milli(ofJob: jobs[place])
    }
    jobs = zip(jobs, isLeftOut).filter { !$0.1 }.map(\.0)
  }
}

extension Workload {
  /// Whether any job asks for an accelerator.
  public var asksForAccelerators: Bool {
    request.contains { requests[$0.index].accelerators > 0 }
  }

  fileprivate func accelerators_milli(ofJob job: Int) -> Int {
    Int(requests[request[job].index].accelerators_milli)
  }

  fileprivate func share_milli(ofJob job: Int) -> Int {
    let asked = requests[request[job].index]
    return asked.accelerators == 0 ? 0 : Int(asked.share_milli)
  }

  /// The chosen jobs, all at time zero and never ending.
  fileprivate func staying(_ jobs: [Int]) -> Workload {
    var workload = Workload(name: name)
    workload.submit = Array(repeating: .zero, count: jobs.count)
    workload.duration = Array(repeating: Interval(nanoseconds: .max), count: jobs.count)
    workload.estimate = workload.duration
    workload.request = jobs.map { request[$0] }
    workload.tenant = jobs.map { tenant[$0] }
    workload.priority = jobs.map { priority[$0] }
    workload.ending = Array(repeating: .completes, count: jobs.count)
    workload.requests = requests
    workload.tenantNames = tenantNames
    workload.chipSelections = chipSelections
    return workload
  }
}
