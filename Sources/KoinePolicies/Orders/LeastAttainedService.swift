public import KoineEngine
public import KoineModel

/// The least attained service first: accelerators x time held so far, or time alone.
///
/// Source: Nuyens and Wierman, "The foreground-background queue: a survey", Performance Evaluation
/// 65(3-4), 2008; in two dimensions Gu and others, "Tiresias", NSDI 2019, 3.2.
public struct LeastAttainedService: Order {
  private static let counts = PolicyParameter.choice(
    "counts", among: ["accelerators", "time"], default: "accelerators",
    "whether an hour on two accelerators counts as two")
  static let parameters = [counts]

  private let countsAccelerators: Bool

  /// - Parameter values: of what the order declares.
  public init(_ values: ParameterValues) {
    countsAccelerators = values.choice(Self.counts) == "accelerators"
  }

  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    countsAccelerators
      ? Int64(sorting: state.service_s(of: job)) : state.held(by: job).nanoseconds
  }
}
