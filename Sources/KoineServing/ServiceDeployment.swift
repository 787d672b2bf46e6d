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
  /// - Throws: that no chip of the cluster can serve it, with what the last one refused.
  public init(
    _ service: Service, model: NeuralModel, on topology: Topology
  ) throws(ServingRefusal) {
    let work = ServingWork(service, model: model)
    let named = service.replica.chips.flatMap { topology.chips(named: $0) }
    let candidates = named.isEmpty ? topology.chips.indices.map { ChipHandle($0) } : named
    var refusal: ServingRefusal?
    var best: (chip: ChipHandle, capacity: ServingCapacity)?
    for chip in candidates {
      do throws(ServingRefusal) {
        let found = try Self.capacity(of: topology.chips[chip.index], service, work)
        if best == nil || found.perAccelerator > best!.capacity.perAccelerator {
          best = (chip, found)
        }
      } catch { refusal = error }
      if best != nil && !named.isEmpty { break }
    }
    guard let best else { throw refusal! }
    self.service = service
    chip = best.chip
    capacity = best.capacity
    plan = ServicePlan(service, capacity: best.capacity)
  }

  private static func capacity(
    of chip: Chip, _ service: Service, _ work: ServingWork
  ) throws(ServingRefusal) -> ServingCapacity {
    var accelerators = service.replica.accelerators
    if accelerators == 0 {
      let one = try ServingReplica(chip, accelerators: 1, request: service.replica)
      accelerators = one.fewestAccelerators(work) ?? 1
    }
    return try ServingReplica(chip, accelerators: accelerators, request: service.replica)
      .capacity(work, objectives: service.objectives)
  }
}

extension ServingCapacity {
  fileprivate var perAccelerator: Double { requests_per_s / Double(replica.accelerators) }
}
