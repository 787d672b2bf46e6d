public import KoineEngine

/// `engine`: what the simulation itself did.
public struct EngineCounters: Hashable, Sendable {
  public var events: Int
  public var decisions: Int
  public var decisionHash: UInt64
  /// Real time that the simulation took, s; the only value that differs between equal runs.
  public var wall_s: Double
  /// What an allocator of shares did; `nil` in runs without one.
  public var allocation: AllocationCounts?

  public init(events: Int, decisions: Int, decisionHash: UInt64, wall_s: Double) {
    self.events = events
    self.decisions = decisions
    self.decisionHash = decisionHash
    self.wall_s = wall_s
  }

  init(_ log: RunLog, wall_s: Double) {
    self.init(
      events: log.events, decisions: log.decisions, decisionHash: log.decisionHash, wall_s: wall_s)
    allocation = log.allocation
  }

  /// Sixteen hexadecimal digits.
  public var decisionHashText: String {
    let digits = String(decisionHash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
