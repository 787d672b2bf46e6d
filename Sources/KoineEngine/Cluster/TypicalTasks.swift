public import KoineModel

/// What a workload's tasks typically ask of a node, and how often: the yardstick of fragmentation.
///
/// Tasks are alike when processors, share, accelerators and accepted chips agree; memory does not
/// count. The commonest are kept, up to and with the one at which they are 95 % of all tasks, and
/// their parts are scaled to add up to 1. Source: Weng et al., "Beware of Fragmentation", ATC 2023,
/// and its public simulator, which fixes the cut and the order.
public struct TypicalTasks: Sendable {
  /// Tasks that ask for the same.
  public struct Entry: BitwiseCopyable, Hashable, Sendable {
    public var cpu_milli: Int64
    /// 0 for tasks without accelerators.
    public var share_milli: Int
    public var accelerators: Int
    /// Their part of all tasks.
    public var part: Double
  }

  /// Part of the tasks that has to be covered, percent.
  static let coverage_percent = 95.0

  /// The commonest first.
  public private(set) var entries: [Entry] = []
  /// Whether a chip is accepted, entry by entry, with one place for nodes without accelerators.
  let accepts: [Bool]
  let chipCount: Int

  /// The typical tasks of `workload` when it runs on `topology`.
  ///
  /// A job of several tasks counts once for each, and one that leaves its split to the engine is
  /// split by the largest node.
  /// - Complexity: O(jobs + requests x log requests).
  public init(_ workload: Workload, on topology: Topology) {
    let nodeSize = topology.nodeTypes.map(\.accelerators).max() ?? 0
    var counts = [Int](repeating: 0, count: workload.requests.count)
    for job in workload.request.indices { counts[workload.request[job].index] += 1 }
    let kinds = TaskKind.counted(workload, counts, nodeSize: nodeSize)
    let total = Double(kinds.reduce(0) { $0 + $1.count })
    var covered = 0.0
    var kept = 0
    while kept < kinds.count && covered < Self.coverage_percent * total / 100 {
      covered += Double(kinds[kept].count)
      kept += 1
    }
    var accepts: [Bool] = []
    for kind in kinds.prefix(kept) {
      var part = Double(kind.count) / total
      if kept < kinds.count { part /= covered / total }
      entries.append(
        Entry(
          cpu_milli: kind.cpu_milli, share_milli: kind.share_milli,
          accelerators: kind.accelerators, part: part))
      accepts += kind.accepted(workload, topology)
    }
    self.accepts = accepts
    chipCount = topology.chips.count
  }
}

/// What tells tasks apart.
private struct TaskKind: Hashable {
  var cpu_milli: Int64
  var share_milli: Int
  var accelerators: Int
  /// Accepted chips as written, joined by bars; empty for any.
  var chips: String
  var selection: ChipSelectionHandle
  var count = 0

  /// The kinds of a workload, the commonest first, equally common ones by falling demand.
  static func counted(_ workload: Workload, _ counts: [Int], nodeSize: Int) -> [TaskKind] {
    var places: [TaskKind: Int] = [:]
    var kinds: [TaskKind] = []
    for (request, count) in zip(workload.requests, counts) where count > 0 {
      let (kind, tasks) = kind(of: request, workload, nodeSize: nodeSize)
      let place = places[kind] ?? kinds.count
      if place == kinds.count {
        places[kind] = place
        kinds.append(kind)
      }
      kinds[place].count += count * tasks
    }
    return kinds.sorted {
      ($0.count, $0.cpu_milli, $0.share_milli, $0.accelerators, $0.chips)
        > ($1.count, $1.cpu_milli, $1.share_milli, $1.accelerators, $1.chips)
    }
  }

  private static func kind(
    of request: Request, _ workload: Workload, nodeSize: Int
  ) -> (kind: TaskKind, tasks: Int) {
    let whole = Int(request.accelerators)
    let perTask =
      request.tasks > 0 ? whole / Int(request.tasks) : min(whole, max(nodeSize, 1))
    let tasks = perTask > 0 ? whole / perTask : 1
    let isAny = request.chips == .none || whole == 0
    let kind = TaskKind(
      cpu_milli: request.cpu_milli / Int64(tasks),
      share_milli: whole == 0 ? 0 : Int(request.share_milli), accelerators: perTask,
      chips: isAny ? "" : workload.chipSelections[request.chips.index].joined(separator: "|"),
      selection: isAny ? .none : request.chips)
    return (kind, tasks)
  }

  func accepted(_ workload: Workload, _ topology: Topology) -> [Bool] {
    if selection == .none { return Array(repeating: true, count: topology.chips.count + 1) }
    let wanted = workload.chipSelections[selection.index].flatMap { topology.chips(named: $0) }
    return topology.chips.indices.map { wanted.contains(ChipHandle($0)) } + [false]
  }
}
