import Foundation
public import KoineModel
import KoineStatistics

/// Turns settings and a seed into a workload.
///
/// Shares of kinds and sizes, and the durations of each kind, are stratified: a workload of n jobs
/// holds each kind, size and quantile as often as its distribution says, to within one job, in
/// random order. So two seeds differ in who comes when, not in how much work there is.
public struct WorkloadGenerator {
  let settings: GeneratorSettings
  let seed: UInt64

  public init(_ settings: GeneratorSettings, seed: UInt64) {
    self.settings = settings
    self.seed = seed
  }

  /// `count` jobs, submitted at the settings' rate.
  ///
  /// - Parameters:
  ///   - count: number of jobs, at least 1.
  ///   - load: accelerator time asked for, over the capacity of `accelerators` from the first
  ///     submission to the last; sets the rate if given.
  ///   - accelerators: what `load` refers to.
  /// - Complexity: O(n log n).
  public func workload(
    count: Int? = nil, load: Double? = nil, accelerators: Int = 0
  ) -> Workload {
    let count = count ?? settings.jobs
    precondition(count > 0)
    let batches = BatchPlan(settings, seed: seed, count: count)
    let bodies = JobBodies(settings, seed: seed, batches: batches)
    var meanGap_s = settings.meanGap_s
    if let load, accelerators > 0 {
      meanGap_s = bodies.work_s / (load * Double(accelerators)) / Double(max(count - 1, 1))
    }
    let submit_s = ArrivalPlan(settings, seed: seed).submissions(of: batches, meanGap_s: meanGap_s)
    return assemble(batches, bodies, submit_s)
  }

  /// Generated time starts on a Monday at midnight: 1970-01-05.
  static let originWallClock_s: Int64 = 4 * 86_400

  private func assemble(
    _ batches: BatchPlan, _ bodies: JobBodies, _ submit_s: [Int64]
  ) -> Workload {
    // Two 32-bit halves, time above place, sort several times faster than pairs.
    var keys = submit_s.indices.map { UInt64(submit_s[$0]) << 32 | UInt64($0) }
    keys.sort()
    var workload = Workload(name: settings.name)
    workload.submit = keys.map { Instant(nanoseconds: Int64($0 >> 32) * 1_000_000_000) }
    let order = keys.map { Int($0 & 0xFFFF_FFFF) }
    workload.duration = order.map { Interval(seconds: bodies.duration_s[$0]) }
    workload.estimate = order.map { Interval(seconds: bodies.estimate_s[$0]) }
    workload.request = order.map { bodies.request[$0] }
    workload.tenant = order.map { batches.tenant[$0] }
    workload.priority = order.map { settings.kinds[Int(batches.stratum[$0].kind)].priority }
    workload.ending = order.map { bodies.ending[$0] }
    workload.requests = bodies.requests
    workload.tenantNames = (1...settings.tenants.count).map { "\(settings.tenants.prefix) \($0)" }
    workload.chipSelections = settings.chipSelections
    workload.originWallClock_s = Self.originWallClock_s
    return workload
  }
}
