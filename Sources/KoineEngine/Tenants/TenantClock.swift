import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What each tenant's running jobs hold, and how much the tenant has used.
///
/// Empty in runs whose order does not ask for it.
struct TenantClock: ~Copyable {
  let isUsed: Bool
  /// Decay of usage, per second; 0 for none.
  private let decay_per_s: Double
  /// By tenant; the last entry is all tenants together.
  private var accounts: Column<TenantAccount>
  private let weights: Column<Double>
  private let capacity: TenantAccount

  init(
    isUsed: Bool, halfLife: Interval?, _ workload: Workload, on topology: Topology
  ) {
    self.isUsed = isUsed
    decay_per_s = halfLife.map { M_LN2 / $0.seconds } ?? 0
    let tenants = isUsed ? max(workload.tenantNames.count, 1) : 0
    accounts = Column(zeroed: isUsed ? tenants + 1 : 0)
    let given = workload.tenantWeights
    precondition(given.isEmpty || given.count == workload.tenantNames.count)
    let known = given.isEmpty ? Array(repeating: 1, count: tenants) : given
    let total = known.reduce(0, +)
    weights = Column(isUsed ? known.map { $0 / total } : [])
    capacity = TenantAccount(of: topology)
  }

  /// Enters that a job of a tenant starts (`sign` 1) or ends (-1).
  mutating func change(_ tenant: TenantHandle, by demand: Demand, _ sign: Double, at now: Instant) {
    for index in [tenant.index, accounts.count - 1] {
      accounts[index].settle(now, decay_per_s)
      accounts[index].accelerators += sign * Double(demand.accelerators_milli) / 1000
      accounts[index].cpu_milli += sign * Double(demand.cpu_milli)
      accounts[index].memory_mib += sign * Double(demand.memory_mib)
    }
  }

  /// The tenant's part of all usage up to `now`; 0 if nobody has used anything.
  func usagePart(of tenant: TenantHandle, at now: Instant) -> Double {
    let all = accounts[accounts.count - 1].usage_s(at: now, decay_per_s)
    return all > 0 ? accounts[tenant.index].usage_s(at: now, decay_per_s) / all : 0
  }

  /// The tenant's part of all weights.
  func weight(of tenant: TenantHandle) -> Double { weights[tenant.index] }

  /// The largest of the tenant's parts of the cluster's resources.
  func dominantShare(of tenant: TenantHandle) -> Double {
    let account = accounts[tenant.index]
    return max(
      account.accelerators / capacity.accelerators, account.cpu_milli / capacity.cpu_milli,
      account.memory_mib / capacity.memory_mib)
  }
}

/// Resources in use, and accelerator-seconds used.
struct TenantAccount: BitwiseCopyable {
  var accelerators: Double
  var cpu_milli: Double
  var memory_mib: Double
  private var usage_s = 0.0
  private var settled = Instant.zero

  /// All that a cluster has; never 0, so that it can divide.
  init(of topology: Topology) {
    var sums = (accelerators: 0.0, cpu_milli: 0.0, memory_mib: 0.0)
    for pool in topology.pools {
      let type = topology.nodeType(of: pool)
      let nodes = Double(pool.nodes.count)
      sums.accelerators += nodes * Double(type.accelerators)
      sums.cpu_milli += type.cpu_milli == .max ? .infinity : nodes * Double(type.cpu_milli)
      sums.memory_mib += type.memory_mib == .max ? .infinity : nodes * Double(type.memory_mib)
    }
    accelerators = max(sums.accelerators, 1)
    cpu_milli = max(sums.cpu_milli, 1)
    memory_mib = max(sums.memory_mib, 1)
  }

  /// Accelerator-seconds used up to `now`: of what was used a half-life ago, half.
  func usage_s(at now: Instant, _ decay_per_s: Double) -> Double {
    let span_s = (now - settled).seconds
    if decay_per_s == 0 { return usage_s + accelerators * span_s }
    let kept = exp(-decay_per_s * span_s)
    return usage_s * kept + accelerators * (1 - kept) / decay_per_s
  }

  mutating func settle(_ now: Instant, _ decay_per_s: Double) {
    usage_s = usage_s(at: now, decay_per_s)
    settled = now
  }
}
