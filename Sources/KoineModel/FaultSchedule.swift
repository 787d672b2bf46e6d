/// When nodes fail and when they are back, in the order in which a run applies it.
///
/// Sorted by time; repairs of an instant come before its failures. A node is down while more of its
/// failures than of its repairs have happened, so that overlapping faults end with the last of them.
public struct FaultSchedule: Hashable, Sendable {
  /// One change of one node.
  public struct Change: Hashable, Sendable {
    public var time: Instant
    public var node: NodeHandle
    public var isFailure: Bool

    public init(time: Instant, node: NodeHandle, isFailure: Bool) {
      self.time = time
      self.node = node
      self.isFailure = isFailure
    }
  }

  public private(set) var changes: [Change]

  /// Nothing ever fails.
  public static var none: FaultSchedule { FaultSchedule([]) }

  /// Sorts `changes`; those of one time and kind keep their order.
  public init(_ changes: [Change]) {
    self.changes = changes.enumerated().sorted { a, b in
      (a.element.time, a.element.isFailure ? 1 : 0, a.offset)
        < (b.element.time, b.element.isFailure ? 1 : 0, b.offset)
    }.map(\.element)
  }

  public var isEmpty: Bool { changes.isEmpty }
}
