public import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What orders may know of tenants, if they ask for it (``Order/tracksTenants``).
extension SchedulerState {
  /// 2^(-U/S) for the tenant's part U of all usage and its part S of all weights: 1 for one that has
  /// used nothing, 1/2 for one that has used exactly its share.
  public func fairShare(of tenant: TenantHandle) -> Double {
    exp2(-tenants.usagePart(of: tenant, at: now) / tenants.weight(of: tenant))
  }

  /// The largest of the tenant's parts of the cluster's accelerators, processors and memory in use,
  /// over its part of all weights.
  public func dominantShare(of tenant: TenantHandle) -> Double {
    tenants.dominantShare(of: tenant) / tenants.weight(of: tenant)
  }
}
