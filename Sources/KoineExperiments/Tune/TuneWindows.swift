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
    jobs = workload.submit.count { $0 < boundary }
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

  /// The settings of a run on the first `part` of what the search sees.
  func seen(_ part: Double) -> [ScenarioSetting] {
    let until = part >= 1 ? split : begin + Interval(seconds: (split - begin).seconds * part)
    return Self.settings(from: begin, to: until)
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
