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

  /// The arrivals and the order of ties that `seed` draws.
  ///
  /// The draws are those of the published simulator, one by one and in its order, so that the same
  /// seeds (42 to 51 in the study) give the same runs. It draws from jobs and nodes in the order of
  /// their names, and loses eleven numbers to other parts of its program.
  ///
  /// - Precondition: some job of `original` asks for accelerators.
  /// - Complexity: O(jobs drawn x log jobs + nodes x log nodes).
  public func draw(from original: Workload, on topology: Topology, seed: UInt64) -> PackingDraw {
    var random = GoRandomStream(seed: seed)
    _ = random.int63()
    let listed = original.jobsByName
    var jobs = listed
    random.shuffle(&jobs)
    let limit = ratio * Double(accelerators * 1000)
    var asked = jobs.reduce(0) { $0 + original.accelerators_milli(ofJob: $1) }
    precondition(asked > 0, "no job asks for accelerators")
    if Double(asked) > limit {
      thin(&jobs, of: original, asking: asked, limit, &random)
    } else if Double(asked) < limit {
      while true {
        let job = listed[random.index(below: listed.count)]
        // As published: it stops by what a job asks of one accelerator, not of all of them.
        if Double(asked + original.share_milli(ofJob: job)) > limit { break }
        jobs.append(job)
        asked += original.accelerators_milli(ofJob: job)
      }
    }
    for _ in 0..<10 { _ = random.int63() }
    return PackingDraw(
      arrivals: original.staying(jobs), precedence: precedence(on: topology, &random))
  }

  /// Leaves jobs out until the rest asks for no more than `limit`; the rest keeps its order.
  private func thin(
    _ jobs: inout [Int], of original: Workload, asking total: Int, _ limit: Double,
    _ random: inout GoRandomStream
  ) {
    var left = RemainingPlaces(count: jobs.count)
    var asked = total
    while Double(asked) > limit {
      let place = left.remove(random.index(below: left.count))
      asked -= original.accelerators_milli(ofJob: jobs[place])
    }
    jobs = jobs.indices.filter { left.contains($0) }.map { jobs[$0] }
  }

  private func precedence(on topology: Topology, _ random: inout GoRandomStream) -> [UInt32] {
    let names = (0..<topology.nodeCount).map { topology.nodeNames[NodeHandle($0)] }
    let byName = placesByBytes(of: names)
    var precedence = [UInt32](repeating: 0, count: names.count)
    for (place, rank) in random.permutation(of: names.count).enumerated() {
      precedence[byName[place]] = UInt32(names.count - 1 - rank)
    }
    return precedence
  }
}

/// What a seed decides of a packing run.
public struct PackingDraw: Sendable {
  /// The jobs in the order in which they come, all at time zero and never ending.
  public let arrivals: Workload
  /// By node; of equally good nodes the one with the highest is taken.
  let precedence: [UInt32]

  init(arrivals: Workload, precedence: [UInt32]) {
    self.arrivals = arrivals
    self.precedence = precedence
  }

  /// Nothing drawn: the jobs come as they are, and ties go to the first node.
  public init(asGiven arrivals: Workload, on topology: Topology) {
    self.init(
      arrivals: arrivals, precedence: (0..<UInt32(topology.nodeCount)).reversed())
  }
}

/// Where the texts stand when they are sorted byte by byte, as Go does; equal ones in their order.
private func placesByBytes(of texts: [String]) -> [Int] {
  let keys = texts.map { Array($0.utf8) }
  return keys.indices.sorted {
    keys[$0] == keys[$1] ? $0 < $1 : keys[$0].lexicographicallyPrecedes(keys[$1])
  }
}

/// Places from which one after the other is taken away, counted without the gaps: a Fenwick tree.
private struct RemainingPlaces {
  private var sums: [Int]
  private var isLeft: [Bool]
  private(set) var count: Int

  init(count: Int) {
    self.count = count
    isLeft = Array(repeating: true, count: count)
    sums = (0...count).map { $0 & -$0 }
  }

  func contains(_ place: Int) -> Bool { isLeft[place] }

  /// Takes away the place that has `index` others before it, and returns it.
  /// - Complexity: O(log count).
  mutating func remove(_ index: Int) -> Int {
    var before = 0
    var rest = index
    var step = 1 << (Int.bitWidth - 1 - sums.count.leadingZeroBitCount)
    while step > 0 {
      if before + step < sums.count && sums[before + step] <= rest {
        before += step
        rest -= sums[before]
      }
      step >>= 1
    }
    isLeft[before] = false
    count -= 1
    var node = before + 1
    while node < sums.count {
      sums[node] -= 1
      node += node & -node
    }
    return before
  }
}

extension Workload {
  /// Whether any job asks for an accelerator.
  public var asksForAccelerators: Bool {
    request.contains { requests[$0.index].accelerators > 0 }
  }

  /// The jobs in the order of their names, where they have names.
  fileprivate var jobsByName: [Int] {
    guard case .texts(let texts) = names else { return Array(0..<count) }
    return placesByBytes(of: texts)
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
    // Nothing ends, so that it does not matter how fast a model would run.
    workload.requests = requests.map { request in
      var request = request
      request.work = .none
      return request
    }
    workload.tenantNames = tenantNames
    workload.chipSelections = chipSelections
    return workload
  }
}
