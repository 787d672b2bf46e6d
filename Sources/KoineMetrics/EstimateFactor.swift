import KoineModel

/// `estimate_factor`: by how much users overestimate, weighted by size; `nil` without any work.
///
/// - Complexity: O(jobs).
func estimateFactor(_ workload: Workload) -> Double? {
  let sizes = workload.requests.map { Double($0.accelerators_milli) }
  var estimated = 0.0
  var run = 0.0
  for job in workload.duration.indices {
    let size = sizes[workload.request[job].index]
    estimated += size * workload.estimate[job].seconds
    run += size * workload.duration[job].seconds
  }
  return run > 0 ? estimated / run : nil
}
