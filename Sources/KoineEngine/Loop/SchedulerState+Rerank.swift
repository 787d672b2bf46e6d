import KoineModel

extension SchedulerState {
  /// Works out the keys of all waiting jobs again and sorts them.
  /// - Complexity: O(n log n) for n waiting jobs.
  public mutating func rerank<O: Order>(by order: borrowing O) {
    var count = 0
    var position = waiting.isEmpty ? nil : waiting.first
    while let here = position {
      let job = waiting.job(at: here)
      ranking[count] = PackedJob(
        key: order.key(of: job, in: self), span: waiting.span(at: here).nanoseconds,
        job: job.rawValue, size: Int32(truncatingIfNeeded: waiting.size(at: here)))
      count += 1
      position = waiting.next(after: here)
    }
    waiting.replace(by: &ranking, count: count)
  }

  /// Starts the first job that fits, ranks the others anew, and so on.
  ///
  /// - Parameter isStrict: whether the first job that does not fit stops all after it.
  /// - Complexity: O(n log n) per start for n waiting jobs.
  public mutating func startOneByOne<O: Order, P: Placement & ~Copyable>(
    by order: borrowing O, with placement: inout P, isStrict: Bool
  ) {
    repeat {
      rerank(by: order)
    } while startFirst(with: &placement, isStrict: isStrict)
  }

  /// Starts the first job that fits; whether one did and others wait.
  private mutating func startFirst<P: Placement & ~Copyable>(
    with placement: inout P, isStrict: Bool
  ) -> Bool {
    var position: SortedJobs.Position? = waiting.isEmpty ? nil : waiting.first
    while let here = position {
      if start(at: &position, with: &placement) { return !waiting.isEmpty }
      if isStrict { return false }
      position = waiting.next(after: here)
    }
    return false
  }

  /// Works out the keys of the running jobs again, which ``preemptible`` has, and sorts them. Those that
  /// started at this instant keep the rank under which they waited.
  public mutating func rerankRunning<O: Order>(by order: borrowing O) {
    var count = 0
    var position = preemptible.isEmpty ? nil : preemptible.first
    while let here = position {
      let job = preemptible.job(at: here)
      let outcome = outcomes[job.index]
      let key =
        outcome.start == now ? preemptible.key(at: here) : order.key(of: job, in: self)
      attempts.current[Int(outcome.slot)].rank = key
      ranking[count] = PackedJob(
        key: key, span: 0, job: job.rawValue,
        size: Int32(truncatingIfNeeded: preemptible.size(at: here)))
      count += 1
      position = preemptible.next(after: here)
    }
    preemptible.replace(by: &ranking, count: count)
  }
}

extension SortedJobs {
  /// Makes these the jobs of the list, whatever it had before; sorts them on the way.
  fileprivate mutating func replace(by jobs: inout Column<PackedJob>, count: Int) {
    var isSorted = true
    for index in 1..<max(count, 1) where jobs[index] < jobs[index - 1] {
      isSorted = false
      break
    }
    if !isSorted { heapSort(&jobs, count: count) }
    removeAll()
    for index in 0..<count { append(jobs[index]) }
  }
}

/// Sorts the first `count` entries in place: the standard library's sort allocates.
private func heapSort(_ entries: inout Column<PackedJob>, count: Int) {
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
