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
    waiting.replace(by: &ranking, &rankingScratch, count: count)
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
      attempts.rank[Int(outcome.slot)] = key
      ranking[count] = PackedJob(
        key: key, span: 0, job: job.rawValue,
        size: Int32(truncatingIfNeeded: preemptible.size(at: here)))
      count += 1
      position = preemptible.next(after: here)
    }
    preemptible.replace(by: &ranking, &rankingScratch, count: count)
  }
}

extension SortedJobs {
  /// Makes these the jobs of the list, whatever it had before; sorts them on the way.
  fileprivate mutating func replace(
    by jobs: inout Column<PackedJob>, _ scratch: inout Column<PackedJob>, count: Int
  ) {
    mergeSort(&jobs, &scratch, count: count)
    removeAll()
    for index in 0..<count { append(jobs[index]) }
  }
}

/// Sorts the first `count` entries by merging the runs that are in order already: from one pass to the
/// next few keys change their places. The standard library's sort allocates.
///
/// - Complexity: O(count x log runs).
private func mergeSort(
  _ entries: inout Column<PackedJob>, _ scratch: inout Column<PackedJob>, count: Int
) {
  while true {
    var runs = 0
    var begin = 0
    while begin < count {
      let middle = endOfRun(entries, from: begin, count)
      let end = middle < count ? endOfRun(entries, from: middle, count) : middle
      if begin == 0 && middle == count { return }
      merge(entries, begin, middle, end, into: &scratch)
      runs += 1
      begin = end
    }
    swap(&entries, &scratch)
    if runs <= 1 { return }
  }
}

private func endOfRun(_ entries: borrowing Column<PackedJob>, from begin: Int, _ count: Int) -> Int
{
  var end = begin + 1
  while end < count && !(entries[end] < entries[end - 1]) { end += 1 }
  return end
}

private func merge(
  _ entries: borrowing Column<PackedJob>, _ begin: Int, _ middle: Int, _ end: Int,
  into target: inout Column<PackedJob>
) {
  var (left, right) = (begin, middle)
  for place in begin..<end {
    if left < middle && (right == end || !(entries[right] < entries[left])) {
      target[place] = entries[left]
      left += 1
    } else {
      target[place] = entries[right]
      right += 1
    }
  }
}
