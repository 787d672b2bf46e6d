public import KoineModel

/// Faults that are found some time after they happen.
///
/// From the failure to its discovery the node hangs: what runs there makes no progress, and what starts
/// there makes none either. Only then the node is down and its repair begins.
public struct DelayedDetection: FaultSource {
  private var source: any FaultSource
  private let delay: Interval
  /// Failures and repairs that are still to be found, in the order of their times.
  private var pending: [FaultSchedule.Change] = []
  private var next = 0
  /// By node: failures not found yet, and the pace that the node would have without them.
  private var hanging: [Int: Int] = [:]
  private var pace_ppm: [Int: Int32] = [:]

  /// - Precondition: `delay` is positive.
  public init(_ source: any FaultSource, delay: Interval) {
    precondition(delay > .zero)
    self.source = source
    self.delay = delay
  }

  public var isEmpty: Bool { source.isEmpty }

  public mutating func nextChanges() -> [FaultSchedule.Change] {
    while true {
      let batch = source.nextChanges()
      guard let last = batch.last?.time else { return found(until: .never).inOrderOfApplication() }
      var changes: [FaultSchedule.Change] = []
      for change in batch {
        // What is found before must be entered first: both change the pace of nodes.
        changes += found(until: change.time)
        changes += enter(change)
      }
      changes += found(until: last)
      if !changes.isEmpty { return changes.inOrderOfApplication() }
    }
  }

  private mutating func enter(_ change: FaultSchedule.Change) -> [FaultSchedule.Change] {
    let node = change.node.index
    switch change.kind {
    case .fails, .isRepaired:
      var late = change
      late.time = change.time + delay
      pending.append(late)
      guard change.kind == .fails else { return [] }
      hanging[node, default: 0] += 1
      return hanging[node] == 1
        ? [FaultSchedule.Change(time: change.time, node: change.node, .pace(compute_ppm: 0))] : []
    case .pace(let ppm):
      pace_ppm[node] = ppm
      return hanging[node, default: 0] == 0 ? [change] : []
    case .portPace, .drains, .isOpen, .becomesSpare, .isNoSpare: return [change]
    }
  }

  /// What is found up to `time`.
  private mutating func found(until time: Instant) -> [FaultSchedule.Change] {
    var changes: [FaultSchedule.Change] = []
    while next < pending.count, pending[next].time <= time {
      let change = pending[next]
      next += 1
      changes.append(change)
      guard change.kind == .fails else { continue }
      let node = change.node.index
      hanging[node]! -= 1
      if hanging[node] == 0 {
        let pace = pace_ppm[node] ?? 1_000_000
        changes.append(
          FaultSchedule.Change(time: change.time, node: change.node, .pace(compute_ppm: pace)))
      }
    }
    if next > 1000 {
      pending.removeFirst(next)
      next = 0
    }
    return changes
  }
}
