import KoineModel

/// What an event does. The order of the cases is the order in which simultaneous events are applied.
///
/// After the last event of an instant there is one scheduling pass. Arrivals are not in the heap: the
/// loop reads them from the workload with a cursor, at their rank.
public enum EventRank: UInt8, Comparable, Sendable {
  case finish = 0
  case repair = 1
  case failure = 2
  case arrival = 3
  case timer = 4

  public static func < (a: EventRank, b: EventRank) -> Bool { a.rawValue < b.rawValue }
}

/// Sixteen bytes: when, and packed into one word the rank, the sequence number and the subject.
///
/// Comparing `time` and then `tag` gives the order of the contract: time, rank, sequence number.
struct Event: BitwiseCopyable {
  var time: Int64
  /// Rank in 3 bits (finishes and repairs share the first), sequence in 29, subject in 32.
  var tag: UInt64

  @inline(__always)
  init(_ rank: EventRank, at time: Instant, sequence: UInt32, subject: UInt32) {
    self.time = time.nanoseconds
    let order: UInt64 = rank == .repair ? 0 : UInt64(rank.rawValue)
    tag = order << 61 | UInt64(sequence) << 32 | UInt64(subject)
  }

  /// Time and tag as one number.
  @inline(__always)
  var sortKey: Int128 { Int128(_low: tag, _high: time) }

  var subject: UInt32 { UInt32(truncatingIfNeeded: tag) }
  var sequence: UInt32 { UInt32(truncatingIfNeeded: tag >> 32) & 0x1FFF_FFFF }

  @inline(__always)
  static func < (a: Event, b: Event) -> Bool {
    a.time < b.time || (a.time == b.time && a.tag < b.tag)
  }
}
