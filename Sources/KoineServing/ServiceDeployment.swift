public import KoineModel
public import KoinePerformance

/// A service on the chip of a cluster that it will use.
public struct ServiceDeployment: Sendable {
  public let service: Service
  public let chip: ChipHandle
  public let capacity: ServingCapacity
  public let plan: ServicePlan

  /// Chooses the chip: of those that the service names the first that can serve it; if it names
  /// none, the one of most requests per accelerator.
  ///
  /// - Throws: that the cluster has no such accelerators, or that none of its chips can serve it, with
  ///   what the one refused that comes nearest.
  public init(
    _ service: Service, model: NeuralModel, on topology: Topology
  ) throws(ServingRefusal) {
    let work = ServingWork(service, model: model)
    let names = service.replica.chips
    let candidates =
      names.isEmpty
      ? topology.chips.indices.map { ChipHandle($0) }
      : names.flatMap { topology.chips(named: $0) }
    var refusals: [ServingRefusal] = []
    var best: (chip: ChipHandle, capacity: ServingCapacity)?
    for chip in candidates {
      let site = ServingSite(topology, chip: chip, precision: service.replica.precision)
      if site.most == 0 { continue }
      do throws(ServingRefusal) {
        let found = try ServingCapacity(
          topology.chips[chip.index], service.replica, work, objectives: service.objectives,
          on: site)
        if best.map({ found.perAccelerator > $0.capacity.perAccelerator }) ?? true {
          best = (chip, found)
        }
      } catch { refusals.append(error) }
      if best != nil && !names.isEmpty { break }
    }
    guard let best else { throw ServingRefusal.nearest(of: refusals) ?? .noAccelerators(names) }
    self.service = service
    chip = best.chip
    capacity = best.capacity
    plan = ServicePlan(service, capacity: best.capacity)
  }
}

extension ServingCapacity {
  fileprivate var perAccelerator: Double { requests_per_s / Double(replica.accelerators) }
}
