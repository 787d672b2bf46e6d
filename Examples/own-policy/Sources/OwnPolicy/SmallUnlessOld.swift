import KoineEngine
import KoineModel

/// Small jobs first, but every hour of waiting forgives eight accelerators.
struct SmallUnlessOld: Order {
  var isDynamic: Bool { true }

  func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let waited_s = (state.now - state.workload.submit[job.index]).seconds
    let size = Double(state.demand(of: job).accelerators)
    return Int64(sorting: size - 8 * waited_s / 3600)
  }
}
