/// Conservative backfilling: everybody has a reservation, and nobody delays anybody's.
///
/// Three consequences of the definition are easy to miss:
/// - A reservation is a promise about time, not about an event: when its moment comes, there is a
///   pass, even if nothing ends or arrives then. (That happens: a job is put back at the end of a
///   later one's reservation, and then the later one is itself put back earlier.)
/// - Jobs that end early at one instant all leave the profile before anybody is put back: all
///   completions come first. One round of lifting and putting back follows, not one for each.
/// - A reservation is half open: a job may start at the very instant at which another's ends. One
///   whose estimate is zero holds its processors for one nanosecond, the shortest there is; else it
///   would fit anywhere, a full machine included.
///
/// The definition is silent on jobs that outlive their estimates: reservations that counted on their
/// processors cannot be kept. There is nothing to compare with then, and the reference refuses them.
extension ReferenceScheduler {
  /// How long the plan says that the job will run.
  private func plannedDuration(of job: Int) -> Int64 { max(1, jobs[job].estimate) }

  /// Until when the plan believes the running job to hold its processors.
  func plannedEnd(of job: Int) -> Int64 { start[job]! + plannedDuration(of: job) }

  /// The moments to come at which somebody has a reservation.
  var plannedInstants: [Int64] { waiting.compactMap { reservation[$0] }.filter { $0 > now } }

  /// Lifts each waiting job out of the profile and puts it back, in the order of arrival.
  mutating func compress() {
    for job in waiting {
      let before = reservation[job]!
      reservation[job] = nil
      reservation[job] = earliestStart(of: job)
      precondition(reservation[job]! <= before, "put back later than before")
    }
  }

  /// The spans of time that the plan holds processors for.
  private var reservedSpans: [(from: Int64, to: Int64, processors: Int)] {
    running.map { (start[$0]!, plannedEnd(of: $0), jobs[$0].processors) }
      + waiting.compactMap { job in
        reservation[job].map { ($0, $0 + plannedDuration(of: job), jobs[job].processors) }
      }
  }

  /// The earliest instant from now on at which the job's processors are free for as long as it says
  /// it will run.
  ///
  /// The amount that is free grows only where a span ends, so that only now and those ends can be the
  /// earliest start; within a window it shrinks only where a span begins, so that only the window's
  /// own start and those beginnings have to be looked at.
  func earliestStart(of job: Int) -> Int64 {
    let spans = reservedSpans
    if sweeps { return earliestStart(of: job, sweeping: spans) }
    func freeProcessors(at instant: Int64) -> Int {
      spans.reduce(processors) {
        $0 - ($1.from <= instant && instant < $1.to ? $1.processors : 0)
      }
    }
    let candidates = [now] + spans.map(\.to).filter { $0 > now }.sorted()
    return candidates.first { start in
      let window = start..<start + plannedDuration(of: job)
      let moments = [start] + spans.map(\.from).filter { window.contains($0) }
      return moments.allSatisfy { freeProcessors(at: $0) >= jobs[job].processors }
    }!
  }

  /// The same from left to right: the first moment from which enough has been free for long enough.
  private func earliestStart(
    of job: Int, sweeping spans: [(from: Int64, to: Int64, processors: Int)]
  ) -> Int64 {
    let changes =
      (spans.map { (at: max(now, $0.from), change: -$0.processors) }
      + spans.map { (at: $0.to, change: $0.processors) })
      .sorted { $0.at < $1.at }
    var freeProcessors = processors
    var start: Int64? = now
    var index = 0
    while index < changes.count {
      let instant = changes[index].at
      if let start, instant - start >= plannedDuration(of: job) { return start }
      while index < changes.count && changes[index].at == instant {
        freeProcessors += changes[index].change
        index += 1
      }
      if freeProcessors < jobs[job].processors {
        start = nil
      } else if start == nil {
        start = instant
      }
    }
    return start!
  }

  /// Starts, in the order of arrival, the jobs whose moment has come.
  mutating func startReserved() {
    for job in waiting where reservation[job] == now { begin(job) }
  }
}
