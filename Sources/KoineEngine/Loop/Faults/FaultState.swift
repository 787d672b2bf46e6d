import KoineModel

/// The faults of a run: what is still to come, and how nodes stand.
///
/// Kept apart from the loop's columns: a run without faults reads one word of it.
struct FaultState {
  private var source: any FaultSource
  private var changes: [FaultSchedule.Change] = []
  private var cursor = 0
  /// Failures and drains of each node that are not over.
  private var failures: [Int32]
  private var drains: [Int32]
  private var isSpare: [Bool]
  private(set) var isUp: [Bool]
  private(set) var pace: [NodePace]
  /// Nodes that the present instant has touched, in the order of their first change.
  private(set) var touched: [NodeHandle] = []
  private var isTouched: [Bool]
  var recorder: WasteRecorder?
  private var reserve: SpareNodes
  private var isInReserve: [Bool]
  /// Nodes that went down so far.
  private(set) var failureCount = 0

  init(
    _ source: any FaultSource, on topology: Topology, recorder: WasteRecorder?,
    reserve: SpareNodes
  ) {
    self.reserve = reserve
    self.recorder = recorder
    self.source = source
    let nodes = source.isEmpty ? 0 : topology.nodeCount
    failures = Array(repeating: 0, count: nodes)
    drains = Array(repeating: 0, count: nodes)
    isSpare = Array(repeating: false, count: nodes)
    isUp = Array(repeating: true, count: nodes)
    isInReserve = Array(repeating: false, count: nodes)
    isTouched = Array(repeating: false, count: nodes)
    pace = Array(repeating: .full, count: nodes)
    if nodes == 0 { return }
    for node in reserve.nodes { isInReserve[node] = true }
    refill()
  }

  private mutating func refill() {
    changes = source.nextChanges()
    cursor = 0
    precondition(changes.allSatisfy { $0.node.index < isUp.count }, "a fault of an unknown node")
  }

  /// The time of the next change; `nil` when there is none.
  var next: Instant? { cursor < changes.count ? changes[cursor].time : nil }

  /// Counts all changes up to the instant `now`: those from before the run count at its begin.
  ///
  /// - Returns: how many there were; ``touched`` tells of which nodes.
  mutating func take(until now: Instant) -> Int {
    for node in touched { isTouched[node.index] = false }
    touched.removeAll(keepingCapacity: true)
    var count = 0
    while cursor < changes.count, changes[cursor].time <= now {
      let change = changes[cursor]
      count += 1
      cursor += 1
      enter(change)
      touch(change.node)
      if cursor == changes.count { refill() }
    }
    return count
  }

  private mutating func touch(_ node: NodeHandle) {
    if isTouched[node.index] { return }
    isTouched[node.index] = true
    touched.append(node)
  }

  private mutating func enter(_ change: FaultSchedule.Change) {
    let node = change.node.index
    switch change.kind {
    case .fails: failures[node] += 1
    case .isRepaired: failures[node] -= 1
    case .drains: drains[node] += 1
    case .isOpen: drains[node] -= 1
    case .becomesSpare: isSpare[node] = true
    case .isNoSpare: isSpare[node] = false
    case .pace(let ppm): pace[node].compute_ppm = max(0, ppm)
    case .portPace(let ppm): pace[node].network_ppm = max(0, ppm)
    }
  }

  /// Takes over which nodes are up now, and with that who is in reserve.
  ///
  /// - Returns: the nodes that have just gone down.
  mutating func turn() -> [NodeHandle] {
    var down: [NodeHandle] = []
    for node in touched {
      let isUpNow = failures[node.index] <= 0
      if isUpNow == isUp[node.index] { continue }
      isUp[node.index] = isUpNow
      if isUpNow {
        isInReserve[node.index] = reserve.keep(node.index)
        continue
      }
      failureCount += 1
      down.append(node)
      isInReserve[node.index] = false
      if reserve.remove(node.index) { continue }
      guard let spare = reserve.replacement(for: node.index) else { continue }
      isInReserve[spare] = false
      touch(NodeHandle(spare))
    }
    return down
  }

  /// Why nothing may start on a node, if nothing may.
  func closing(of node: NodeHandle) -> NodeClosing {
    if failures[node.index] > 0 || drains[node.index] > 0 { return .down }
    return isSpare[node.index] || isInReserve[node.index] ? .spare : .none
  }
}
