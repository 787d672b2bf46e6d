import KoineFormats
import KoineModel
import KoinePerformance
import KoineServing

extension RunInputs {
  /// The services on the chips that will serve them.
  ///
  /// - Throws: every service that no chip of the cluster can serve, and why.
  static func deployments(
    of services: [Service], on topology: Topology, _ resolver: TopologyResolver
  ) throws(InputError) -> [ServiceDeployment] {
    var problems: [Diagnostic] = []
    var deployments: [ServiceDeployment] = []
    for service in services {
      let model = try resolver.model(service.model)
      do throws(ServingRefusal) {
        deployments.append(try ServiceDeployment(service, model: model, on: topology))
      } catch {
        problems.append(
          Diagnostic(
            file: service.name,
            .conflict("no chip of \(topology.name) can serve it: \(error)")))
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    return deployments
  }

  /// The workload with the replicas of services, from the origin to where the run is cut off, else to
  /// the last submission.
  static func addReplicas(
    of deployments: [ServiceDeployment], to workload: Workload, _ plan: RunPlan,
    on topology: Topology
  ) throws(InputError) -> Workload {
    if deployments.isEmpty { return workload }
    let end = plan.until.map { .zero + $0 } ?? workload.submit.last ?? .zero
    guard end > .zero else {
      throw InputError(
        Diagnostic(
          file: "services",
          .conflict(
            "the run has no length: say when it ends, with until in the scenario or --until")
        ))
    }
    var workload = workload
    workload.add(deployments, on: topology, until: end)
    return workload
  }
}
