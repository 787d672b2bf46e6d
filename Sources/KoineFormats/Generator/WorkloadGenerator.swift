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

  /// Longest time over which jobs are submitted, s: 200 years. Instants reach 292, and what is
  /// submitted has to end.
  public static let longestSpan_s = 200 * 365.25 * 86_400

  /// `count` jobs, submitted at the settings' rate.
  ///
  /// - Parameters:
  ///   - count: number of jobs, at least 1.
  ///   - load: accelerator time asked for, over the capacity of `accelerators` from the first
  ///     submission to the last; sets the rate if given.
  ///   - accelerators: what `load` refers to.
  /// - Precondition: they are submitted over ``longestSpan_s`` at most.
  /// - Complexity: O(n log n), and the hours of the span.
  public func workload(
    count: Int? = nil, load: Double? = nil, accelerators: Int = 0
  ) -> Workload {
    let draft = draft(count: count, load: load, accelerators: accelerators)
    precondition(draft.span_s <= Self.longestSpan_s)
    return workload(draft)
  }

  /// As ``workload(count:load:accelerators:)``, for numbers that a user gave.
  ///
  /// - Throws: that they are submitted over more than ``longestSpan_s``, with what would be allowed.
  func checkedWorkload(
    count: Int?, load: Double?, accelerators: Int
  ) throws(InputError) -> Workload {
    let jobs = count ?? settings.jobs
    guard let load, accelerators > 0 else {
      let most = Int(Self.longestSpan_s / settings.meanGap_s)
      guard jobs > most else { return workload(count: jobs) }
      throw InputError(
        Diagnostic(
          file: settings.name, key: "jobs",
          .outOfRange(
            found: "\(jobs)",
            expected: "at most \(most): more are submitted over more than 200 years")))
    }
    let draft = draft(count: jobs, load: load, accelerators: accelerators)
    let excess = draft.span_s / Self.longestSpan_s
    if excess <= 1 { return workload(draft) }
    throw InputError(Diagnostic(file: settings.name, key: "load", Self.tooThin(load, by: excess)))
  }

  /// That jobs of such a `load` are submitted over `excess` times ``longestSpan_s``.
  static func tooThin(_ load: Double, by excess: Double) -> InputProblem {
    // Upwards, so that what is named is accepted.
    let least = load * excess
    let unit = pow(10, log10(least).rounded(.down) - 2)
    let shown = String(format: "%.3g", (least / unit).rounded(.up) * unit)
    return .outOfRange(
      found: "\(load)",
      expected: "at least \(shown): at less, these jobs are submitted over more than 200 years")
  }

  /// What is to be submitted, and how far apart.
  private struct Draft {
    var batches: BatchPlan
    var bodies: JobBodies
    var meanGap_s: Double

    var span_s: Double { meanGap_s * Double(bodies.duration_s.count) }
  }

  private func draft(count: Int?, load: Double?, accelerators: Int) -> Draft {
    let count = count ?? settings.jobs
    precondition(count > 0)
    let batches = BatchPlan(settings, seed: seed, count: count)
    let bodies = JobBodies(settings, seed: seed, batches: batches)
    var meanGap_s = settings.meanGap_s
    if let load, accelerators > 0 {
      meanGap_s = bodies.work_s / (load * Double(accelerators)) / Double(max(count - 1, 1))
    }
    return Draft(batches: batches, bodies: bodies, meanGap_s: meanGap_s)
  }

  private func workload(_ draft: Draft) -> Workload {
    let submit_s = ArrivalPlan(settings, seed: seed)
      .submissions(of: draft.batches, meanGap_s: draft.meanGap_s)
    return assemble(draft.batches, draft.bodies, submit_s)
  }

  /// Generated time starts on a Monday at midnight: 1970-01-05.
  static let originWallClock_s: Int64 = 4 * 86_400

  private func assemble(
    _ batches: BatchPlan, _ bodies: JobBodies, _ submit_s: [Int64]
  ) -> Workload {
    // Time above place in one number sorts several times faster than pairs. Times need 33 bits, so
    // that halves of 32 would lose years.
    let placeBits = 28
    precondition(submit_s.count <= 1 << placeBits)
    var keys = submit_s.indices.map { UInt64(submit_s[$0]) << placeBits | UInt64($0) }
    keys.sort()
    var workload = Workload(name: settings.name)
    workload.submit = keys.map { Instant(nanoseconds: Int64($0 >> placeBits) * 1_000_000_000) }
    let order = keys.map { Int($0 & ((1 << placeBits) - 1)) }
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
