public import KoineEngine
public import KoineModel

/// The shortest remaining time first (SRTF; SRPT of queueing theory): of a job that has been stopped,
/// what is left of it.
///
/// Source: Schrage, "A proof of the optimality of the shortest remaining processing time discipline",
/// Operations Research 16(3), 1968.
public struct ShortestRemaining: Order {
  private static let by = PolicyParameter.choice(
    "by", among: ["estimate", "duration"], default: "estimate",
    "what the user said the job takes, or what it takes (an oracle)")
  static let parameters = [by]

  private let isOracle: Bool

  /// - Parameter values: of what the order declares.
  public init(_ values: ParameterValues) { isOracle = values.choice(Self.by) == "duration" }

  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    (isOracle ? state.remaining(of: job) : state.remainingEstimate(of: job)).nanoseconds
  }
}
