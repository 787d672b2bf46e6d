/// Work whose speed was measured on named chips, beside the duration that jobs have on one of them.
///
/// A trace may say how much a job does and come with a table of how fast that goes where. On a cluster
/// with such chips the job's duration then follows from where it runs
/// (``Workload/usingMeasuredSpeeds(on:)``); on others its given duration holds.
public struct MeasuredWork: Sendable {
  /// A kind of work on a number of accelerators.
  public struct Kind: Hashable, Sendable {
    public var name: String
    public var accelerators: Int32
    /// Units per second on each of the chips; 0 where it does not run.
    public var units_per_s: [Double]

    public init(name: String, accelerators: Int32, units_per_s: [Double]) {
      self.name = name
      self.accelerators = accelerators
      self.units_per_s = units_per_s
    }
  }

  /// Names of the chips on which was measured.
  public var chips: [String]
  public private(set) var kinds: [Kind] = []
  private var indices: [Kind: Int32] = [:]
  /// By job: its kind, or -1.
  public var kind: [Int32] = []
  /// By job: units of work, positive where it has a kind.
  public var units: [Double] = []

  public init(chips: [String]) { self.chips = chips }

  /// The same with `count` jobs before the first that have only a duration.
  public func preceded(by count: Int) -> MeasuredWork {
    var work = self
    work.kind = Array(repeating: -1, count: count) + kind
    work.units = Array(repeating: 0, count: count) + units
    return work
  }

  /// Adds the next job; without a kind for one that has only a duration.
  public mutating func append(_ kind: Kind?, units: Double) {
    guard let kind, units > 0 else {
      self.kind.append(-1)
      self.units.append(0)
      return
    }
    let index = indices[kind] ?? Int32(kinds.count)
    if Int(index) == kinds.count {
      kinds.append(kind)
      indices[kind] = index
    }
    self.kind.append(index)
    self.units.append(units)
  }
}

extension Workload {
  /// The workload with durations that follow from where jobs run, if `topology` has one of the chips
  /// that were measured; otherwise as it is.
  ///
  /// Work is named by its kind, so that ``MeasuredSpeeds`` finds it.
  public func usingMeasuredSpeeds(on topology: Topology) -> Workload {
    guard let measured, measured.chips.contains(where: { !topology.chips(named: $0).isEmpty })
    else { return self }
    var workload = self
    workload.measured = nil
    let firstWork = works.count
    workload.works += measured.kinds.map {
      ModelWork(model: $0.name, task: .training(globalBatch: 1))
    }
    if units.isEmpty { workload.units = [Double](repeating: 0, count: count) }
    var interned: [Request: RequestHandle] = [:]
    for (index, request) in requests.enumerated() { interned[request] = RequestHandle(index) }
    for job in 0..<count where measured.kind[job] >= 0 {
      var wanted = requests[request[job].index]
      wanted.work = WorkHandle(firstWork + Int(measured.kind[job]))
      let handle = interned[wanted] ?? RequestHandle(workload.requests.count)
      if handle.index == workload.requests.count {
        workload.requests.append(wanted)
        interned[wanted] = handle
      }
      workload.request[job] = handle
      workload.units[job] = measured.units[job]
    }
    return workload
  }
}

/// Speeds from a table of measurements, and from another source for all other work.
public struct MeasuredSpeeds: SpeedSource {
  private struct Key: Hashable {
    var name: String
    var accelerators: Int
  }

  private var rows: [Key: [Double]] = [:]
  /// By pool: which of the measured chips it has, if any.
  private let chipOfPool: [Int?]
  private let other: any SpeedSource

  /// - Parameters:
  ///   - measured: the table; without one, `other` answers everything.
  ///   - topology: the cluster whose pools are asked about.
  public init(_ measured: MeasuredWork?, on topology: Topology, other: any SpeedSource) {
    self.other = other
    let named = (measured?.chips ?? []).map { topology.chips(named: $0) }
    chipOfPool = topology.pools.map { pool in
      let chip = topology.nodeType(of: pool).chip
      return named.firstIndex { $0.contains(chip) }
    }
    for kind in measured?.kinds ?? [] {
      rows[Key(name: kind.name, accelerators: Int(kind.accelerators))] = kind.units_per_s
    }
  }

  /// Whether the table knows work of that name.
  public func knows(_ name: String) -> Bool { rows.keys.contains { $0.name == name } }

  public func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? {
    guard let row = rows[Key(name: work.model, accelerators: accelerators)] else {
      return other.speed(of: work, accelerators: accelerators, on: pool, spread: spread)
    }
    guard let chip = chipOfPool[pool.index], row[chip] > 0 else { return nil }
    return WorkSpeed(unit_ns: 1e9 / row[chip])
  }

  public func speed(
    of work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> WorkSpeed? { other.speed(of: work, on: parts, spread: spread) }
}
