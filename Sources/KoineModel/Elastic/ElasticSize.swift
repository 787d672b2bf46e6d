/// How many accelerators a job can make do with, and how many it can use.
public struct ElasticSize: Hashable, Sendable {
  /// 0 for a job that takes just what it asks for.
  public var least: Int32
  public var most: Int32
  /// Index of its curve in ``Workload/scalingCurves``; -1 where a model's speed says how it scales.
  public var curve: Int32

  public static let rigid = ElasticSize(least: 0, most: 0, curve: -1)

  public var isRigid: Bool { least == 0 }

  /// - Precondition: `least` is at most `most`.
  public init(least: Int32, most: Int32, curve: Int32) {
    precondition(least <= most)
    self.least = least
    self.most = most
    self.curve = curve
  }

  /// The sizes that policies choose among, ascending: all up to 16, then eight in each doubling; the
  /// least, the most and `asked` are always there.
  public func ladder(asked: Int32) -> [Int32] {
    var sizes: [Int32] = []
    var size = least
    while size < most {
      sizes.append(size)
      var step: Int32 = 1
      while size >= 16 * step { step *= 2 }
      size += step - size % step
    }
    sizes.append(most)
    if !sizes.contains(asked) {
      sizes.append(asked)
      sizes.sort()
    }
    return sizes
  }
}

extension Workload {
  /// Whether any job can run on more or fewer accelerators than it asks for.
  public var hasElasticJobs: Bool { elastic.contains { !$0.isRigid } }

  /// Whether jobs have a request for each of their sizes, as ``usingElasticSizes()`` makes them.
  public var hasSizes: Bool { !ladders.isEmpty }

  /// The requests that a job may have, by accelerators ascending; only its own for a job of one size.
  ///
  /// - Precondition: the workload was made by ``usingElasticSizes()``, or has no elastic job.
  public func sizes(of job: JobHandle) -> [RequestHandle] {
    guard !ladderOfJob.isEmpty, ladderOfJob[job.index] >= 0 else { return [request[job.index]] }
    return ladders[Int(ladderOfJob[job.index])]
  }

  /// The workload with a request for every size that a job may have.
  ///
  /// The work of a job of plain duration is its seconds on what it asks for; ``ScalingSpeeds`` says how
  /// many of them pass in one on more or fewer accelerators. Host processors and memory grow with the
  /// accelerators.
  /// - Complexity: O(jobs + distinct requests x sizes).
  public func usingElasticSizes() -> Workload {
    guard hasElasticJobs, ladders.isEmpty else { return self }
    var workload = self
    var interner = LadderInterner(workload)
    workload.ladderOfJob = Array(repeating: -1, count: count)
    if units.isEmpty { workload.units = Array(repeating: 0, count: count) }
    for job in 0..<count where !elastic[job].isRigid {
      let ladder = interner.ladder(
        of: request[job], elastic[job], &workload)
      let asked = requests[request[job].index].accelerators
      workload.ladderOfJob[job] = ladder
      workload.request[job] = workload.ladders[Int(ladder)].first {
        workload.requests[$0.index].accelerators == asked
      }!
      if elastic[job].curve >= 0 { workload.units[job] = max(1e-9, duration[job].seconds) }
    }
    return workload
  }
}

/// Gives equal jobs equal ladders.
private struct LadderInterner {
  private struct Key: Hashable {
    var request: RequestHandle
    var size: ElasticSize
  }

  private var known: [Key: Int32] = [:]
  private var works: [ModelWork: WorkHandle] = [:]

  init(_ workload: Workload) {
    for (index, work) in workload.works.enumerated() { works[work] = WorkHandle(index) }
  }

  mutating func ladder(
    of request: RequestHandle, _ size: ElasticSize, _ workload: inout Workload
  ) -> Int32 {
    let key = Key(request: request, size: size)
    if let ladder = known[key] { return ladder }
    let base = workload.requests[request.index]
    var work = base.work
    if size.curve >= 0 {
      work = handle(
        of: ModelWork(
          model: ScalingSpeeds.name(curve: size.curve, asked: base.accelerators),
          task: .training(globalBatch: 1)), &workload)
    }
    let handles = size.ladder(asked: base.accelerators).map { accelerators in
      var resized = base
      resized.accelerators = accelerators
      resized.cpu_milli = base.cpu_milli * Int64(accelerators) / Int64(base.accelerators)
      resized.memory_mib = base.memory_mib * Int64(accelerators) / Int64(base.accelerators)
      resized.work = work
      workload.requests.append(resized)
      return RequestHandle(workload.requests.count - 1)
    }
    let ladder = Int32(workload.ladders.count)
    workload.ladders.append(handles)
    known[key] = ladder
    return ladder
  }

  private mutating func handle(of work: ModelWork, _ workload: inout Workload) -> WorkHandle {
    if let handle = works[work] { return handle }
    let handle = WorkHandle(workload.works.count)
    works[work] = handle
    workload.works.append(work)
    return handle
  }
}
