import KoineFormats
import KoineModel
import KoinePerformance
import KoineServing

extension RunInputs {
  /// The services on the chips that will serve them.
  ///
  /// - Throws: every chip that no catalogue knows or the cluster lacks, and every service that no chip
  ///   of the cluster can serve, and why.
  static func deployments(
    of services: [Service], on topology: Topology, _ resolver: TopologyResolver
  ) throws(InputError) -> [ServiceDeployment] {
    var problems: [Diagnostic] = []
    var deployments: [ServiceDeployment] = []
    for service in services {
      let wrongChips = try chipProblems(of: service, on: topology, resolver)
      problems += wrongChips
      if !wrongChips.isEmpty { continue }
      let found = collect(&problems) { () throws(InputError) in
        try model(of: service, resolver)
      }
      guard let model = found else { continue }
      do throws(ServingRefusal) {
        deployments.append(try ServiceDeployment(service, model: model, on: topology))
      } catch {
        let place = service.place ?? InputPlace(file: service.name)
        problems.append(
          Diagnostic(
            file: place.file, line: place.line, key: place.key,
            .conflict("no chip of \(topology.name) can serve \(service.name): \(error)")))
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    return deployments
  }

  /// - Throws: that no such model is known, where the service stands.
  private static func model(
    of service: Service, _ resolver: TopologyResolver
  ) throws(InputError) -> NeuralModel {
    do throws(InputError) {
      return try resolver.model(service.model)
    } catch {
      guard let place = service.place else { throw error }
      throw InputError(
        error.diagnostics.map { problem in
          if problem.file != service.model || problem.line != nil { return problem }
          return Diagnostic(
            file: place.file, line: place.line, key: place.key.map { "\($0).model" } ?? "model",
            problem.problem)
        })
    }
  }

  /// Chips that no catalogue knows, wherever they are named; and where the cluster has none of those
  /// that are named, each of them.
  private static func chipProblems(
    of service: Service, on topology: Topology, _ resolver: TopologyResolver
  ) throws(InputError) -> [Diagnostic] {
    let names = service.replica.chips
    let lacking = names.indices.filter { topology.chips(named: names[$0]).isEmpty }
    if lacking.isEmpty { return [] }
    let own = topology.chips.map(\.key)
    var problems: [Diagnostic] = []
    for index in lacking {
      let place =
        index < service.chipPlaces.count
        ? service.chipPlaces[index] : service.place ?? InputPlace(file: service.name)
      func note(_ problem: InputProblem) {
        problems.append(
          Diagnostic(file: place.file, line: place.line, key: place.key, problem))
      }
      if let problem = try resolver.loadCatalogue().unknownChip(names[index], on: topology) {
        note(problem)
      } else if lacking.count == names.count {
        let has = own.isEmpty ? "has no accelerators" : "has " + own.joined(separator: ", ")
        note(.conflict("\(topology.name) does not have \(names[index]); it \(has)"))
      }
    }
    return problems
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
