import KoineModel

extension SchedulerState {
  /// Works out the keys of all waiting jobs again and sorts them.
  ///
  /// Where the jobs keep their order, only their keys are written.
  /// - Complexity: O(n log n) for n waiting jobs.
  public mutating func rerank<O: Order>(by order: borrowing O) {
    var isInOrder = true
    var before = Int128.min
    var count = 0
    var position = waiting.isEmpty ? nil : waiting.first
    while let here = position {
      let key = order.key(of: waiting.job(at: here), in: self)
      waiting.keys[here.place] = key
      let job = waiting.packed(at: here)
      if job.sortKey < before { isInOrder = false }
      before = job.sortKey
      ranking[count] = job
      count += 1
      position = waiting.next(after: here)
    }
    if isInOrder && !waiting.isSparse { return }
    sorter.sort(&ranking, count: count)
    waiting.replace(by: ranking, count: count)
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
      if outcomes[job.index].start != now {
        let key = order.key(of: job, in: self)
        preemptible.keys[here.place] = key
        attempts.rank[Int(outcomes[job.index].slot)] = key
      }
      ranking[count] = preemptible.packed(at: here)
      count += 1
      position = preemptible.next(after: here)
    }
    sorter.sort(&ranking, count: count)
    preemptible.replace(by: ranking, count: count)
  }
}
