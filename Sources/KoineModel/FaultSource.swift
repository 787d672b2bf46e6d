/// Tells a run what happens to its nodes, batch by batch, in the order in which the run applies it.
///
/// A source may go on for ever: a run asks for no more than it needs. The same source gives the same
/// changes to every run.
public protocol FaultSource: Sendable {
  /// Whether nothing ever happens.
  var isEmpty: Bool { get }

  /// The changes that follow those given before; none when nothing happens any more.
  ///
  /// They are sorted as ``FaultSchedule`` sorts them, and all changes of an instant come together.
  mutating func nextChanges() -> [FaultSchedule.Change]
}
