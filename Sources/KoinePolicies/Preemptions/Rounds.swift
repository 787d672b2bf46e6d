public import KoineEngine
public import KoineModel

/// In rounds of one length: at the beginning of each, all jobs are ranked anew, and those that rank
/// first run until the next.
///
/// Rounds begin at whole multiples of their length, counted from the first submission. Between them
/// waiting jobs start only where nothing has to stop for them, and not at all if ``isClosed``.
public struct Rounds: Preemption {
  private static let round_s = PolicyParameter.number(
    "round_s", in: 1...86_400, default: 360, unit: "s", scale: .logarithmic, "length of a round")
  private static let starts = PolicyParameter.choice(
    "starts", among: ["any-time", "round-begin"], default: "any-time",
    "when waiting jobs may start on what is free")
  static let parameters = [round_s, starts]

  private let length: Interval
  private let origin: Instant
  private let isClosed: Bool
  private var next: Instant

  /// - Parameters:
  ///   - length: of a round; positive.
  ///   - origin: when the first round begins.
  ///   - isClosed: whether jobs start only when a round begins.
  public init(length: Interval, from origin: Instant, isClosed: Bool = false) {
    precondition(length > .zero)
    self.length = length
    self.origin = origin
    self.isClosed = isClosed
    next = origin
  }

  /// - Parameters:
  ///   - values: of what the preemption declares.
  ///   - origin: when the first round begins.
  public init(_ values: ParameterValues, from origin: Instant) {
    self.init(
      length: Interval(seconds: values.number(Self.round_s)), from: origin,
      isClosed: values.choice(Self.starts) == "round-begin")
  }

  public var stopsJobs: Bool { true }

  public var wakeTime: Instant { next }

  public mutating func pass<O: Order, P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ order: borrowing O, _ placement: inout P, isStrict: Bool
  ) -> Bool {
    let elapsed = (state.now - origin).nanoseconds
    let round = elapsed / length.nanoseconds
    let begin = origin + Interval(nanoseconds: round * length.nanoseconds)
    next = begin + length
    if state.now > begin {
      if state.preemptible.isEmpty && !isClosed { next = .never }
      return !isClosed
    }
    if order.isDynamic { state.rerank(by: order) }
    state.startInOrder(by: order, with: &placement, isStrict: isStrict)
    // With nothing running, what waits cannot start before something happens.
    if state.preemptible.isEmpty { next = .never }
    return true
  }
}
