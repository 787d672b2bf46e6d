import KoineEngine
import KoineModel

/// Where the profiles have grown since the last sweep, so that jobs which cannot gain are passed over.
///
/// At most eight spans are kept per lane; more are joined into the last, which then covers more than
/// what grew. That costs a look, never a wrong answer.
struct GrowthLog: ~Copyable {
  /// A span of time in which more may be free than before.
  struct Span: BitwiseCopyable {
    var from: Instant
    var to: Instant
    /// The most that is free at any time in it, or more.
    var most: Int64
    var number: UInt32
  }

  private static var limit: Int { 8 }

  private var spans: Column<Span>
  private var counts: Column<Int>
  /// Number of the last span logged.
  private(set) var latest: UInt32 = 0

  init(laneCount: Int) {
    spans = Column(zeroed: Self.limit * laneCount)
    counts = Column(zeroed: laneCount)
  }

  /// Places of the spans of a lane.
  func spans(of lane: Int) -> Range<Int> {
    lane * Self.limit..<lane * Self.limit + counts[lane]
  }

  subscript(place: Int) -> Span { spans[place] }

  /// Logs that more is free in `from..<to`, and at most `most`.
  mutating func append(lane: Int, from: Instant, to: Instant, most: Int64) {
    latest &+= 1
    var span = Span(from: from, to: to, most: most, number: latest)
    let place = lane * Self.limit + min(counts[lane], Self.limit - 1)
    if counts[lane] == Self.limit {
      let last = spans[place]
      span.from = min(from, last.from)
      span.to = max(to, last.to)
      span.most = max(most, last.most)
    } else {
      counts[lane] += 1
    }
    spans[place] = span
  }

  /// Drops the spans up to `number`, which every job has seen.
  mutating func forget(through number: UInt32) {
    for lane in 0..<counts.count {
      var kept = lane * Self.limit
      for place in spans(of: lane) where spans[place].number > number {
        spans[kept] = spans[place]
        kept += 1
      }
      counts[lane] = kept - lane * Self.limit
    }
  }
}
