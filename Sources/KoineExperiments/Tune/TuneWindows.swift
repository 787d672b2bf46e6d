import KoineFormats
public import KoineModel

/// The submissions that a search sees and those that are kept from it, on the workload's clock.
public struct TuneWindows: Hashable, Sendable {
  public let begin: Instant
  /// Where the search ends and the held-out days begin.
  public let split: Instant
  /// After the last submission.
  public let end: Instant
  /// Jobs before the split.
  public let jobs: Int
  /// Submissions before the split, and the work of all jobs before each and of all together.
  private let submit: [Instant]
  private let workBefore: [Double]

  /// Splits the submissions of `workload`: whole days if there are at least four.
  ///
  /// - Parameter heldOut: the part of the time that is kept from the search.
  init(_ workload: Workload, heldOut: Double, until: Interval?) {
    let first = workload.submit.first ?? .zero
    let last = (workload.submit.last ?? .zero) + Interval(nanoseconds: 1)
    let stop = until.map { min(last, max(.zero + $0, first + Interval(nanoseconds: 1))) } ?? last
    let boundary = Self.split(from: first, to: stop, heldOut: heldOut)
    begin = first
    split = boundary
    end = stop
    submit = Array(workload.submit.prefix { $0 < boundary })
    jobs = submit.count
    workBefore = Self.cumulativeWork(of: workload, jobs: submit.count)
  }

  /// Accelerator seconds by durations; work of which only the model's amount is known counts an hour
  /// for the mean amount.
  private static func cumulativeWork(of workload: Workload, jobs: Int) -> [Double] {
    let amounts = workload.units.filter { $0 > 0 }
    let mean = amounts.isEmpty ? 1 : amounts.reduce(0, +) / Double(amounts.count)
    var sum = 0.0
    var sums = [0.0]
    for job in 0..<jobs {
      let namesModel = workload.requests[workload.request[job].index].work != .none
      let time_s =
        namesModel ? 3600 * workload.units[job] / mean : workload.duration[job].seconds
      sum += time_s * Double(workload.accelerators(of: JobHandle(job)))
      sums.append(sum)
    }
    return sums
  }

  private static func split(from begin: Instant, to end: Instant, heldOut: Double) -> Instant {
    if heldOut == 0 { return end }
    let span = (end - begin).seconds
    let seen = span * (1 - heldOut)
    let day = 86_400.0
    if span < 4 * day { return begin + Interval(seconds: seen) }
    return begin + Interval(seconds: max(1, (seen / day).rounded()) * day)
  }

  /// Whether anything is kept from the search.
  public var holdsOut: Bool { split < end }

  /// Submissions of a short trial.
  struct Stretch {
    var settings: [ScenarioSetting]
    var jobs: Int
  }

  /// A stretch with about a `part` of the jobs that the search sees, and not more of them.
  ///
  /// It is that stretch of its length in which most work is submitted: a run begins on an empty cluster,
  /// and where nobody waits all policies are alike. Busy stretches have more jobs than others, so its
  /// length is found by halving. Where most jobs come all at once, it is of the stretches of the same
  /// part of the time the one with most work that has not too many jobs.
  ///
  /// - Complexity: O(jobs).
  func stretch(_ part: Double) -> Stretch {
    let whole = (split - begin).seconds
    if part >= 1 { return Stretch(settings: Self.settings(from: begin, to: split), jobs: jobs) }
    let most = max(1, Int((part * Double(jobs)).rounded()))
    var (fits, tooLong) = (0.0, whole)
    for _ in 0..<40 {
      let middle = (fits + tooLong) / 2
      if busiest(middle).jobs <= most { fits = middle } else { tooLong = middle }
    }
    var found = busiest(fits)
    if found.jobs < most / 2 {
      fits = whole * part
      found = busiest(fits, most: most)
    }
    let end = found.start + Interval(seconds: fits)
    return Stretch(settings: Self.settings(from: found.start, to: end), jobs: found.jobs)
  }

  /// Where the busiest stretch of that length with at most so many jobs begins, the first of equal ones,
  /// and its jobs.
  private func busiest(_ length_s: Double, most: Int = .max) -> (start: Instant, jobs: Int) {
    let length = Interval(seconds: length_s)
    var best = (start: begin, jobs: 0, work: -1.0)
    var end = 0
    for job in submit.indices where submit[job] + length <= split || job == 0 {
      while end < submit.count && submit[end] < submit[job] + length { end += 1 }
      // A stretch cannot begin within jobs that are submitted at once.
      let isFirst = job == 0 || submit[job - 1] < submit[job]
      let work = workBefore[end] - workBefore[job]
      if isFirst && end - job <= most && work > best.work { best = (submit[job], end - job, work) }
    }
    return (best.start, best.jobs)
  }

  /// The settings of a run on the held-out days.
  var unseen: [ScenarioSetting] { Self.settings(from: split, to: end) }

  /// A cut-off of the scenario bounds the submissions instead: jobs are run to their ends.
  private static func settings(from begin: Instant, to end: Instant) -> [ScenarioSetting] {
    [
      ScenarioSetting("submit_from", "\(begin.seconds)", origin: "tune"),
      ScenarioSetting("submit_to", "\(end.seconds)", origin: "tune"),
      ScenarioSetting("until", "~", origin: "tune"),
    ]
  }
}
