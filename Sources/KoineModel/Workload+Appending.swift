extension Workload {
  /// Adds a job that takes whole accelerators of any chip, for workloads that are written by hand.
  ///
  /// - Parameters:
  ///   - submit_s: when it is submitted, not before the last job.
  ///   - duration_s: how long it runs; its estimate too.
  ///   - accelerators: how many it takes, at least 1.
  ///   - tenant: whose it is.
  /// - Complexity: O(requests + tenants).
  public mutating func append(
    at_s submit_s: Double, runs_s duration_s: Double, on accelerators: Int,
    tenant: String = "somebody"
  ) {
    let time = Instant.zero + Interval(seconds: submit_s)
    precondition(time >= submit.last ?? time && duration_s >= 0 && accelerators > 0)
    let wanted = Request(accelerators: Int32(accelerators))
    if !requests.contains(wanted) { requests.append(wanted) }
    if !tenantNames.contains(tenant) { tenantNames.append(tenant) }
    submit.append(time)
    duration.append(Interval(seconds: duration_s))
    estimate.append(Interval(seconds: duration_s))
    request.append(RequestHandle(requests.firstIndex(of: wanted)!))
    self.tenant.append(TenantHandle(tenantNames.firstIndex(of: tenant)!))
    priority.append(0)
    ending.append(.completes)
  }
}
