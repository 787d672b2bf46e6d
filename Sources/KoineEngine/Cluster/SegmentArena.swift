import KoineModel

/// What a task holds on its node, chained to the next task of the job.
struct Segment: BitwiseCopyable {
  /// Slots of the accelerators.
  var mask: UInt64
  var node: UInt32
  /// The next segment of the job, or ``SegmentArena/end``.
  var next: UInt32

  /// What a job holds on a cluster that is only counted: no node in particular.
  static var none: Segment {
    Segment(mask: 0, node: NodeHandle.none.rawValue, next: SegmentArena.end)
  }

  var isNone: Bool { node == NodeHandle.none.rawValue }
}

/// The segments of running jobs after the first of each, which lies with the job's record; and a list of
/// free ones.
struct SegmentArena: ~Copyable {
  static var end: UInt32 { .max }

  private var segments: Column<Segment>
  private var freeHead = SegmentArena.end
  private var used = 0

  init(capacity: Int) { segments = Column(zeroed: capacity) }

  @inline(__always)
  subscript(index: UInt32) -> Segment { segments[Int(index)] }

  /// Stores a segment and returns its place.
  @inline(__always)
  mutating func insert(_ segment: Segment) -> UInt32 {
    if freeHead != Self.end {
      let place = freeHead
      freeHead = segments[Int(place)].next
      segments[Int(place)] = segment
      return place
    }
    segments[used] = segment
    used += 1
    return UInt32(truncatingIfNeeded: used - 1)
  }

  mutating func setNext(of place: UInt32, to next: UInt32) { segments[Int(place)].next = next }

  @inline(__always)
  mutating func remove(_ place: UInt32) {
    segments[Int(place)].next = freeHead
    freeHead = place
  }

  /// Frees the segments after `first`.
  mutating func removeRest(of first: Segment) {
    var place = first.next
    while place != Self.end {
      let next = segments[Int(place)].next
      remove(place)
      place = next
    }
  }
}
