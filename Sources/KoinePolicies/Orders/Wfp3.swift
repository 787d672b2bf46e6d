public import KoineEngine
public import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The largest (wait / estimate)³ x accelerators first, worked out again at every pass.
///
/// Both exponents can be set. Source: Tang, Lan, Desai, Buettner, "Fault-aware, utility-based job
/// scheduling on Blue Gene/P systems", CLUSTER 2009 (WFP). An estimate of zero counts as one
/// nanosecond.
public struct Wfp3: Order {
  private static let exponent = PolicyParameter.number(
    "exponent", in: 0...10, default: 3, "power of wait / estimate")
  private static let sizeExponent = PolicyParameter.number(
    "size_exponent", in: -4...4, default: 1,
    "power of the number of accelerators; below 0 prefers small jobs")
  static let parameters = [exponent, sizeExponent]

  private let exponent: Double
  private let sizeExponent: Double

  /// - Parameter values: of what the order declares.
  public init(_ values: ParameterValues) {
    exponent = values.number(Self.exponent)
    sizeExponent = values.number(Self.sizeExponent)
  }

  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let wait = Double((state.now - state.workload.submit[job.index]).nanoseconds)
    let ratio = wait / Double(max(state.estimate(of: job).nanoseconds, 1))
    let size = Double(state.demand(of: job).accelerators_milli)
    return Int64(sorting: -(urgency(ratio) * weight(of: size)))
  }

  /// The published powers by multiplication, which is faster and exact.
  private func urgency(_ ratio: Double) -> Double {
    exponent == 3 ? ratio * ratio * ratio : pow(ratio, exponent)
  }

  /// A job that asks for nothing counts as a thousandth of an accelerator, unless by the published
  /// power.
  private func weight(of size_milli: Double) -> Double {
    sizeExponent == 1 ? size_milli : pow(max(size_milli, 1), sizeExponent)
  }
}
