public import KoineEngine
public import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The highest multifactor priority first: age, fair share of the tenant, size and priority class.
///
/// Each factor lies between 0 and 1 and has a weight. The fair-share factor is 2^(-U/S): U is the
/// tenant's part of all usage, which decays with a half-life, and S its share of the cluster, equal for
/// all tenants unless the workload gives weights. The class of a job is its priority over the highest
/// of the workload; partitions are chips here and carry no weight. Source: Slurm documentation,
/// "Multifactor Priority Plugin", classic fair share.
public struct FairShare: Order {
  private static let ageWeight = PolicyParameter.number(
    "age_weight", in: 0...1e6, default: 1000, "weight of the time that a job has waited")
  private static let maxAge_s = PolicyParameter.number(
    "max_age_s", in: 1...3.2e7, default: 604_800, unit: "s", scale: .logarithmic,
    "wait at which the factor of age is 1")
  private static let shareWeight = PolicyParameter.number(
    "fair_share_weight", in: 0...1e6, default: 10_000, "weight of the tenant's fair share")
  private static let sizeWeight = PolicyParameter.number(
    "size_weight", in: 0...1e6, default: 0, "weight of the accelerators over those of the cluster")
  private static let classWeight = PolicyParameter.number(
    "class_weight", in: 0...1e6, default: 1000, "weight of the job's priority")
  static let halfLife_s = PolicyParameter.number(
    "half_life_s", in: 60...3.2e7, default: 604_800, unit: "s", scale: .logarithmic,
    "time after which usage counts half")
  static let parameters = [ageWeight, maxAge_s, shareWeight, sizeWeight, classWeight, halfLife_s]

  private let weights: (age: Double, share: Double, size: Double, priority: Double)
  private let maxAge_s: Double
  private let capacity: Double
  private let highestPriority: Double
  public let usageHalfLife: Interval?

  /// - Parameter values: of what the order declares.
  public init(_ values: ParameterValues, _ workload: Workload, _ topology: Topology) {
    weights = (
      values.number(Self.ageWeight), values.number(Self.shareWeight),
      values.number(Self.sizeWeight), values.number(Self.classWeight)
    )
    maxAge_s = values.number(Self.maxAge_s)
    usageHalfLife = Interval(seconds: values.number(Self.halfLife_s))
    capacity = Double(max(topology.acceleratorCount, 1))
    highestPriority = Double(max(1, workload.priority.max() ?? 1))
  }

  public var isDynamic: Bool { true }
  public var tracksTenants: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let index = job.index
    let age = min(1, (state.now - state.workload.submit[index]).seconds / maxAge_s)
    let size = Double(state.demand(of: job).accelerators_milli) / 1000 / capacity
    let priority = Double(max(0, state.workload.priority[index])) / highestPriority
    let share = state.fairShare(of: state.workload.tenant[index])
    return Int64(
      sorting:
        -(weights.age * age + weights.share * share + weights.size * min(1, size)
        + weights.priority * priority))
  }
}
