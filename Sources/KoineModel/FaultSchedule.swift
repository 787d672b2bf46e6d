/// When nodes fail, slow down or leave service, and when that is over, in the order in which a run
/// applies it.
///
/// Sorted by time; at one instant what gives something back comes before what takes it away. A node is
/// down while more of its failures than of its repairs have happened, so that overlapping faults end
/// with the last of them; the same holds for drains.
public struct FaultSchedule: Hashable, FaultSource {
  /// What a change does to its node.
  public enum Kind: Hashable, Sendable {
    /// The node goes down, and takes the jobs on it with it.
    case fails
    case isRepaired
    /// From now on work runs at this many millionths of the pace of a healthy node; at 0 it hangs.
    case pace(compute_ppm: Int32)
    /// The same for what jobs on several nodes send over the node's network ports.
    case portPace(network_ppm: Int32)
    /// Nothing starts here any more; what runs ends as it would.
    case drains
    case isOpen
    /// The node is held ready to take the place of a failed one: idle, and reserved.
    case becomesSpare
    case isNoSpare
  }

  /// One change of one node.
  public struct Change: Hashable, Sendable {
    public var time: Instant
    public var node: NodeHandle
    public var kind: Kind

    public init(time: Instant, node: NodeHandle, _ kind: Kind) {
      self.time = time
      self.node = node
      self.kind = kind
    }

    /// A failure or a repair.
    public init(time: Instant, node: NodeHandle, isFailure: Bool) {
      self.init(time: time, node: node, isFailure ? .fails : .isRepaired)
    }

    public var isFailure: Bool { kind == .fails }
  }

  public private(set) var changes: [Change]
  private var isGiven = false

  /// Nothing ever fails.
  public static var none: FaultSchedule { FaultSchedule([]) }

  /// Sorts `changes`; those of one time and rank keep their order.
  public init(_ changes: [Change]) { self.changes = changes.inOrderOfApplication() }

  public var isEmpty: Bool { changes.isEmpty }

  public mutating func nextChanges() -> [Change] {
    if isGiven { return [] }
    isGiven = true
    return changes
  }
}

extension FaultSchedule.Kind {
  /// Whether it takes something from the cluster rather than giving it back.
  public var takes: Bool {
    switch self {
    case .isRepaired, .isOpen, .isNoSpare: false
    case .pace(let ppm), .portPace(let ppm): ppm < 1_000_000
    case .fails, .drains, .becomesSpare: true
    }
  }

  /// Whether running jobs may become slower or faster by it.
  public var changesPace: Bool {
    switch self {
    case .pace, .portPace: true
    case .fails, .isRepaired, .drains, .isOpen, .becomesSpare, .isNoSpare: false
    }
  }
}

extension Array where Element == FaultSchedule.Change {
  /// The changes sorted by time, what gives before what takes; those of one rank keep their order.
  public func inOrderOfApplication() -> [FaultSchedule.Change] {
    enumerated().sorted { a, b in
      (a.element.time, a.element.kind.takes ? 1 : 0, a.offset)
        < (b.element.time, b.element.kind.takes ? 1 : 0, b.offset)
    }.map(\.element)
  }
}
