import KoineModel

/// Whether a workload keeps the invariants that its documentation states.
func isValid(_ workload: Workload) -> Bool {
  let count = workload.count
  let columns = [
    workload.duration.count, workload.estimate.count, workload.request.count,
    workload.tenant.count, workload.priority.count, workload.ending.count,
  ]
  guard count > 0, columns.allSatisfy({ $0 == count }) else { return false }
  guard zip(workload.submit, workload.submit.dropFirst()).allSatisfy({ $0 <= $1 }) else {
    return false
  }
  return workload.duration.allSatisfy { $0 >= .zero }
    && workload.estimate.allSatisfy { $0 >= .zero }
    && workload.request.allSatisfy { $0.index < workload.requests.count }
    && workload.tenant.allSatisfy { $0.index < workload.tenantNames.count }
    && workload.requests.allSatisfy {
      $0.chips == .none || $0.chips.index < workload.chipSelections.count
    }
}
