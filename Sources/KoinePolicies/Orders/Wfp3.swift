public import KoineEngine
public import KoineModel

/// The largest (wait / estimate)³ x accelerators first, worked out again at every pass.
///
/// Source: Tang, Lan, Desai, Buettner, "Fault-aware, utility-based job scheduling on Blue Gene/P
/// systems", CLUSTER 2009 (WFP). An estimate of zero counts as one nanosecond.
public struct Wfp3: Order {
  public init() {}
  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let wait = Double((state.now - state.workload.submit[job.index]).nanoseconds)
    let ratio = wait / Double(max(state.estimate(of: job).nanoseconds, 1))
    let score = ratio * ratio * ratio * Double(state.demand(of: job).accelerators_milli)
    return Int64(sorting: -score)
  }
}
