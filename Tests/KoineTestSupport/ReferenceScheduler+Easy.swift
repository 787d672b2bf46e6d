extension ReferenceScheduler {
  /// Starts the head of the queue while it fits.
  mutating func startHeads() {
    while let head = waiting.first, jobs[head].processors <= free { begin(head) }
  }

  /// Starts, in the order of arrival, whatever fits.
  mutating func startAllThatFit() {
    for job in waiting where jobs[job].processors <= free { begin(job) }
  }

  /// EASY: starts what does not delay the blocked head.
  ///
  /// Several jobs that are expected to end at the shadow all count as free there, so `extra` may be
  /// large although the first of them was enough for the head.
  mutating func backfillBehindHead() {
    guard let head = waiting.first else { return }
    var freeAtShadow = free
    var shadow = now
    for job in running.sorted(by: { expectedEnd(of: $0) < expectedEnd(of: $1) }) {
      let isEnough = freeAtShadow >= jobs[head].processors
      if isEnough && expectedEnd(of: job) > shadow { break }
      freeAtShadow += jobs[job].processors
      shadow = expectedEnd(of: job)
    }
    var extra = freeAtShadow - jobs[head].processors

    for job in waiting.dropFirst() where jobs[job].processors <= free {
      if now + jobs[job].estimate <= shadow {
        begin(job)
      } else if jobs[job].processors <= extra {
        extra -= jobs[job].processors
        begin(job)
      }
    }
  }
}
