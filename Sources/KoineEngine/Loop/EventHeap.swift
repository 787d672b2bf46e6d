/// The events in flight, earliest first: an implicit heap of four children per node.
///
/// Four children of 16 bytes fill one cache line, which halves the levels of a binary heap. A ladder
/// queue overtakes it only above about 100,000 pending events (`docs/performance.md`).
struct EventHeap: ~Copyable {
  private var events: Column<Event>
  private(set) var count = 0

  /// The four children of a node begin at 4i + 1; three slots in front put them on one cache line.
  private static var front: Int { 3 }

  /// Room for `capacity` events at once.
  init(capacity: Int) {
    events = Column(zeroed: capacity + Self.front)
  }

  @inline(__always)
  private(set) subscript(index: Int) -> Event {
    get { events[index &+ Self.front] }
    set { events[index &+ Self.front] = newValue }
  }

  /// The earliest event. The heap must not be empty.
  var first: Event {
    @inline(__always) get {
      precondition(count > 0)
      return self[0]
    }
  }

  /// What the four events after the first are about; there must be as many.
  @inline(__always)
  var nextSubjects: (UInt32, UInt32, UInt32, UInt32) {
    precondition(count > 4)
    let (a, b, c, d) = events.four(from: Self.front &+ 1)
    return (a.subject, b.subject, c.subject, d.subject)
  }

  /// The time of the earliest event, or the end of time.
  var firstTime: Int64 {
    @inline(__always) get { count > 0 ? events[Self.front].time : .max }
  }

  /// - Complexity: O(log count), O(1) on average for increasing times.
  mutating func push(_ event: Event) {
    count += 1
    siftUp(event, from: count - 1)
  }

  @inline(__always)
  private mutating func siftUp(_ event: Event, from start: Int) {
    var hole = start
    while hole > 0 {
      let parent = (hole &- 1) >> 2
      let above = self[parent]
      if !(event < above) { break }
      self[hole] = above
      hole = parent
    }
    self[hole] = event
  }

  /// Removes the earliest event. The heap must not be empty.
  ///
  /// The hole sinks to a leaf without looking at the event that is to fill it, which nearly always
  /// belongs near one; that saves a comparison and a branch per level.
  /// - Complexity: O(log count).
  mutating func removeFirst() {
    precondition(count > 0)
    count -= 1
    var hole = 0
    var child = 1
    while child &+ 3 < count {
      prefetchChildren(ofFourAt: child)
      let least = leastOfFour(at: child)
      self[hole] = self[least]
      hole = least
      child = least << 2 &+ 1
    }
    if child < count {
      var least = child
      while child &+ 1 < count {
        child &+= 1
        if self[child] < self[least] { least = child }
      }
      self[hole] = self[least]
      hole = least
    }
    siftUp(self[count], from: hole)
  }

  /// Takes the event about `subject` out of the heap, which must hold one.
  /// - Complexity: O(count); for what is rare.
  mutating func remove(subject: UInt32) {
    guard let index = (0..<count).first(where: { self[$0].subject == subject }) else {
      preconditionFailure("no event is about the subject")
    }
    count -= 1
    if index == count { return }
    let event = self[count]
    var hole = index
    while true {
      let first = hole << 2 &+ 1
      if first >= count { break }
      let least = (first..<min(first &+ 4, count)).min { self[$0] < self[$1] }!
      if !(self[least] < event) { break }
      self[hole] = self[least]
      hole = least
    }
    siftUp(event, from: hole)
  }

  /// The children of four siblings lie one after the other on four cache lines. Asking for all of them
  /// before it is known which will be needed hides the wait of a deep heap.
  @inline(__always)
  private func prefetchChildren(ofFourAt child: Int) {
    let first = child << 2 &+ 1 &+ Self.front
    for line in 0..<4 { events.prefetch(first &+ line << 2) }
  }

  /// Whether another event has no room.
  var isFull: Bool { count + Self.front == events.count }

  /// Drops the events whose job has been given another end: `current` has the sequence number that
  /// counts, by subject.
  /// - Complexity: O(n log n) at worst for n events.
  mutating func removeStale(_ current: borrowing Column<UInt32>) {
    let before = count
    count = 0
    for index in 0..<before {
      let event = self[index]
      if current[Int(event.subject)] == event.sequence { push(event) }
    }
  }

  /// The index of the earliest of four siblings, by selections rather than branches: which of them it
  /// is cannot be predicted. Loading the four with one check, or selecting the event with the index,
  /// makes the compiler use branches after all.
  @inline(__always)
  private func leastOfFour(at first: Int) -> Int {
    let (a, b) = (self[first], self[first &+ 1])
    let (c, d) = (self[first &+ 2], self[first &+ 3])
    let isB = b.sortKey < a.sortKey
    let isD = d.sortKey < c.sortKey
    let left = isB ? b.sortKey : a.sortKey
    let right = isD ? d.sortKey : c.sortKey
    let leftIndex = first &+ (isB ? 1 : 0)
    let rightIndex = first &+ (isD ? 3 : 2)
    return right < left ? rightIndex : leftIndex
  }
}
