import KoineEngine
import KoineModel

/// Runs a workload under a policy that makes jobs grow and shrink.
///
/// - Precondition: the workload was made by ``Workload/usingElasticSizes()``, or has no elastic job.
func simulateElastic(
  _ workload: Workload, _ topology: Topology, _ policy: PolicySpecification, _ options: RunOptions
) -> RunLog {
  let placement = AnyPlacement(
    policy.placement, policy.values(of: .placement), workload, topology, seed: options.seed)
  var simulator = Simulator(
    workload, on: topology,
    policy: ElasticPolicy(
      policy.allocator, policy.values(of: .allocator), workload, topology, placement,
      speeds: options.performance.speeds),
    performance: options.performance, faults: options.faults,
    attempts: options.attempts ?? AttemptPlan(workload, restartsAfterFailure: false),
    powerLimit: options.powerLimit)
  simulator.run(until: options.until ?? .never)
  return simulator.finish()
}
