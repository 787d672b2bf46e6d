/// A limit on the power of a cluster's accelerators, in whole numbers for the scheduler: what work
/// may add to the power of a cluster that does nothing.
public struct PowerLimit: Hashable, Sendable {
  /// What all accelerators at work may add together, milliwatts.
  public var room_mw: Int64
  /// By pool, what one accelerator at work adds to its idle power, milliwatts.
  public var added_mw: [Int64]

  /// - Precondition: no amount is negative.
  public init(room_mw: Int64, added_mw: [Int64]) {
    precondition(room_mw >= 0 && added_mw.allSatisfy { $0 >= 0 }, "power is not negative")
    self.room_mw = room_mw
    self.added_mw = added_mw
  }
}
