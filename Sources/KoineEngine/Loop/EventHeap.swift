/// The events in flight, earliest first: an implicit heap of four children per node.
///
/// Four children of 16 bytes fill one cache line, which halves the levels of a binary heap. A ladder
/// queue overtakes it only above about 100,000 pending events (`docs/performance.md`).
struct EventHeap: ~Copyable {
  private var events: Column<Event>
  private(set) var count = 0

  /// Room for `capacity` events at once.
  init(capacity: Int) {
    // One slot more than needed: the first child of node i is 4i + 1.
    events = Column(zeroed: capacity + 1)
  }

  /// The earliest event. The heap must not be empty.
  var first: Event {
    @inline(__always) get {
      precondition(count > 0)
      return events[0]
    }
  }

  /// The time of the earliest event, or the end of time.
  var firstTime: Int64 {
    @inline(__always) get { count > 0 ? events[0].time : .max }
  }

  /// - Complexity: O(log count), O(1) on average for increasing times.
  mutating func push(_ event: Event) {
    var hole = count
    count += 1
    while hole > 0 {
      let parent = (hole - 1) >> 2
      let above = events[parent]
      if !(event < above) { break }
      events[hole] = above
      hole = parent
    }
    events[hole] = event
  }

  /// Removes the earliest event. The heap must not be empty.
  /// - Complexity: O(log count).
  mutating func removeFirst() {
    precondition(count > 0)
    count -= 1
    let last = events[count]
    var hole = 0
    while true {
      let child = hole << 2 + 1
      if child >= count { break }
      var least = child
      var leastEvent = events[child]
      let end = min(child + 4, count)
      var other = child + 1
      while other < end {
        let candidate = events[other]
        if candidate < leastEvent {
          least = other
          leastEvent = candidate
        }
        other += 1
      }
      if !(leastEvent < last) { break }
      events[hole] = leastEvent
      hole = least
    }
    events[hole] = last
  }
}
