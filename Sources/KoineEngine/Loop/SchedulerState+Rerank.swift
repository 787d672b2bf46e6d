import KoineModel

extension SchedulerState {
  /// Works out the keys of all waiting jobs again and sorts them.
  /// - Complexity: O(n log n) for n waiting jobs.
  mutating func rerank<O: Order>(by order: borrowing O) {
    var count = 0
    var position = waiting.isEmpty ? nil : waiting.first
    while let here = position {
      let job = waiting.job(at: here)
      ranking[count] = RankedJob(key: order.key(of: job, in: self), job: job)
      count += 1
      position = waiting.next(after: here)
    }
    heapSort(&ranking, count: count)
    waiting.removeAll()
    for index in 0..<count {
      let ranked = ranking[index]
      waiting.insert(
        ranked.job, key: ranked.key, size: demand(of: ranked.job).accelerators,
        span: estimate(of: ranked.job))
    }
  }
}

/// A job and its new key.
struct RankedJob: BitwiseCopyable, Comparable {
  var key: Int64
  var job: JobHandle

  static func < (a: RankedJob, b: RankedJob) -> Bool {
    a.key < b.key || (a.key == b.key && a.job < b.job)
  }
}

/// Sorts the first `count` entries in place: the standard library's sort allocates.
private func heapSort(_ entries: inout Column<RankedJob>, count: Int) {
  func sift(_ start: Int, _ end: Int) {
    let value = entries[start]
    var hole = start
    while true {
      var child = 2 * hole + 1
      if child >= end { break }
      if child + 1 < end && entries[child] < entries[child + 1] { child += 1 }
      if !(value < entries[child]) { break }
      entries[hole] = entries[child]
      hole = child
    }
    entries[hole] = value
  }
  for start in stride(from: count / 2 - 1, through: 0, by: -1) { sift(start, count) }
  for end in stride(from: count - 1, to: 0, by: -1) {
    let last = entries[end]
    entries[end] = entries[0]
    entries[0] = last
    sift(0, end)
  }
}
