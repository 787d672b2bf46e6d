import KoineModel

/// The faults of a run: what is still to come, which nodes are down, and how long pools were.
///
/// Kept apart from the loop's columns: a run without faults reads one word of it.
struct FaultState {
  private let changes: [FaultSchedule.Change]
  private var cursor = 0
  /// Failures of each node that have not been repaired.
  private var open: [Int32]
  private(set) var isUp: [Bool]
  private var downSince: [Instant]
  /// Thousandths of an accelerator x nanoseconds, by pool.
  private var down: [Int128]
  var recorder: WasteRecorder?
  var spares: SpareNodes
  /// Nodes that went down so far.
  private(set) var failures = 0

  init(
    _ schedule: FaultSchedule, on topology: Topology, recorder: WasteRecorder?,
    spares: SpareNodes
  ) {
    self.spares = spares
    self.recorder = recorder
    changes = schedule.changes
    let nodes = schedule.isEmpty ? 0 : topology.nodeCount
    precondition(changes.allSatisfy { $0.node.index < nodes }, "a fault of an unknown node")
    open = Array(repeating: 0, count: nodes)
    isUp = Array(repeating: true, count: nodes)
    downSince = Array(repeating: .zero, count: nodes)
    down = Array(repeating: 0, count: schedule.isEmpty ? 0 : topology.pools.count)
  }

  /// The time of the next change; `nil` when there is none.
  var next: Instant? { cursor < changes.count ? changes[cursor].time : nil }

  /// Takes the next change up to the instant `now`: those from before the run count at its begin.
  mutating func pop(at now: Instant) -> FaultSchedule.Change? {
    guard cursor < changes.count, changes[cursor].time <= now else { return nil }
    cursor += 1
    return changes[cursor - 1]
  }

  /// Counts a change; returns whether the node goes down (`true`), comes up (`false`) or stays.
  mutating func count(_ change: FaultSchedule.Change, at now: Instant) -> Bool? {
    let node = change.node.index
    open[node] += change.isFailure ? 1 : -1
    let up = open[node] <= 0
    if up == isUp[node] { return nil }
    isUp[node] = up
    if !up {
      downSince[node] = now
      failures += 1
    }
    return !up
  }

  /// Enters the time that a node of `milli` accelerators was down, up to `now`.
  mutating func charge(_ node: Int, pool: Int, milli: Int64, until now: Instant) {
    down[pool] += Int128(milli) * Int128((now - downSince[node]).nanoseconds)
  }

  /// Down time by pool up to `now`, with the nodes that are still down; empty without faults.
  func downTime(
    until now: Instant, _ milli: (Int) -> (pool: Int, milli: Int64)
  ) -> [Int128] {
    var total = down
    for node in isUp.indices where !isUp[node] {
      let (pool, amount) = milli(node)
      total[pool] += Int128(amount) * Int128((now - downSince[node]).nanoseconds)
    }
    return total
  }
}
