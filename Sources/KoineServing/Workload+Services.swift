public import KoineModel
import KoinePerformance

extension Workload {
  /// Adds the replicas of services as jobs: each is submitted when the load first wants it and stopped
  /// when the load does so no more, up to `end`. One that still waits then is taken back.
  ///
  /// Replicas come before other jobs of the same instant, with the highest priority there is. They
  /// keep to one node where a node holds them.
  public mutating func add(
    _ deployments: [ServiceDeployment], on topology: Topology, until end: Instant
  ) {
    var replicas = Workload(name: name)
    for (index, deployment) in deployments.enumerated() {
      replicas.appendReplicas(of: deployment, ServiceHandle(index), on: topology, until: end)
    }
    replicas.append(self)
    replicas.sortBySubmission()
    self = replicas
  }

  /// Replica k runs whenever more than k are wanted, so that the newest stop first.
  private mutating func appendReplicas(
    of deployment: ServiceDeployment, _ handle: ServiceHandle, on topology: Topology,
    until end: Instant
  ) {
    let service = deployment.service
    let steps = deployment.plan.steps(until: end)
    let request = makeRequest(deployment, on: topology)
    let tenant = TenantHandle(tenantNames.count)
    tenantNames.append(service.name)
    var jobNames: [String] = []
    for replica in 0..<(steps.map(\.replicas).max() ?? 0) {
      var begin: Instant?
      var runs = 0
      // Where the run ends, nothing is wanted any more.
      for (time, wanted) in steps.map({ ($0.start, $0.replicas) }) + [(end, 0)] {
        if wanted > replica {
          begin = begin ?? time
        } else if let start = begin {
          submit.append(start)
          stop.append(time)
          duration.append(time - start)
          runs += 1
          // Each start has a name of its own: chat/3, chat/3.2, chat/3.3.
          let number = runs == 1 ? "" : ".\(runs)"
          jobNames.append("\(service.name)/\(replica + 1)\(number)")
          begin = nil
        }
      }
    }
    let added = jobNames.count
    cancel += stop.suffix(added)
    estimate += duration.suffix(added)
    self.request += Array(repeating: request, count: added)
    self.tenant += Array(repeating: tenant, count: added)
    priority += Array(repeating: .max, count: added)
    ending += Array(repeating: .completes, count: added)
    self.service += Array(repeating: handle, count: added)
    names = .texts(allNames(count: count - added) + jobNames)
  }

  private mutating func makeRequest(
    _ deployment: ServiceDeployment, on topology: Topology
  ) -> RequestHandle {
    let accelerators = deployment.capacity.replica.accelerators
    let largest = topology.pools.filter { topology.nodeType(of: $0).chip == deployment.chip }
      .map { topology.nodeType(of: $0).accelerators }.max()
    chipSelections.append([topology.chips[deployment.chip.index].key])
    let handle = RequestHandle(requests.count)
    requests.append(
      Request(
        accelerators: Int32(accelerators),
        chips: ChipSelectionHandle(chipSelections.count - 1), locality: .node,
        localityIsRequired: accelerators <= largest ?? 0))
    return handle
  }

  private func allNames(count: Int) -> [String] {
    (0..<count).map { names[JobHandle($0)] }
  }

  /// Adds the jobs of `other` with all that their handles stand for.
  private mutating func append(_ other: Workload) {
    let before = count
    submit += other.submit
    duration += other.duration
    estimate += other.estimate
    priority += other.priority
    ending += other.ending
    stop += Array(repeating: .never, count: other.count)
    service += Array(repeating: .none, count: other.count)
    cancel +=
      other.cancel.isEmpty ? Array(repeating: .never, count: other.count) : other.cancel
    if !other.deadline.isEmpty {
      deadline = Array(repeating: .never, count: before) + other.deadline
    }
    if !other.units.isEmpty { units = Array(repeating: 0, count: before) + other.units }
    if !other.tenantWeights.isEmpty {
      tenantWeights = Array(repeating: 1, count: tenantNames.count) + other.tenantWeights
    }
    if !other.elastic.isEmpty {
      elastic = Array(repeating: .rigid, count: before) + other.elastic
      scalingCurves = other.scalingCurves
    }
    measured = other.measured?.preceded(by: before)
    works = other.works
    request += other.request.map { RequestHandle($0.index + requests.count) }
    tenant += other.tenant.map { TenantHandle($0.index + tenantNames.count) }
    requests += other.requests.map { request in
      var request = request
      if request.chips != .none {
        request.chips = ChipSelectionHandle(request.chips.index + chipSelections.count)
      }
      for part in request.parts.indices {
        request.parts[part].chips = ChipSelectionHandle(
          request.parts[part].chips.index + chipSelections.count)
      }
      return request
    }
    tenantNames += other.tenantNames
    chipSelections += other.chipSelections
    names = .texts(allNames(count: before) + other.allNames(count: other.count))
    machineProcessors = other.machineProcessors
    originWallClock_s = other.originWallClock_s
  }
}
