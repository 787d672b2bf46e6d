import KoineEngine
import KoineModel

/// Runs a workload in rounds by the shares of the policy's allocator.
func simulateRounds(
  _ workload: Workload, _ topology: Topology, _ policy: PolicySpecification, _ options: RunOptions
) -> RunLog {
  let counts = AllocatorCounts()
  let placement = AnyPlacement(
    policy.placement, policy.values(of: .placement), workload, topology, seed: options.seed)
  var simulator = Simulator(
    workload, on: topology,
    policy: AllocatorPolicy(
      policy.allocator, policy.values(of: .allocator), workload, topology, placement,
      speeds: options.performance.speeds, seed: options.seed, counts: counts),
    performance: options.performance, faults: options.faults,
    attempts: options.attempts ?? AttemptPlan(workload, restartsAfterFailure: false),
    powerLimit: options.powerLimit)
  simulator.run(until: options.until ?? .never)
  var log = simulator.finish()
  log.allocation = AllocationCounts(
    allocations: counts.allocations, programs: counts.programs, fallbacks: counts.fallbacks)
  return log
}
