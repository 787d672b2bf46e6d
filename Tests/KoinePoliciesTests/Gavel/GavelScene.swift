import KoineFormats
import KoineModel

extension GavelTrace {
  /// The trace for the engine: durations on V100, and the work behind them.
  var workload: Workload {
    var workload = Workload(name: "gavel")
    var interner = RequestInterner()
    var measured = MeasuredWork(chips: GavelThroughputs.Kind.allCases.map(\.chipName))
    for row in rows {
      let speeds = GavelThroughputs.Kind.allCases.map {
        GavelThroughputs.steps_per_s(row.jobType, gpus: row.gpus, on: $0)!
      }
      let duration = Interval(seconds: Double(row.steps) / speeds[0])
      workload.submit.append(.zero + Interval(seconds: Double(row.arrival_s)))
      workload.duration.append(duration)
      workload.estimate.append(duration)
      workload.request.append(interner.intern(Request(accelerators: Int32(row.gpus))))
      workload.tenant.append(TenantHandle(0))
      workload.priority.append(1)
      workload.ending.append(.completes)
      measured.append(
        MeasuredWork.Kind(
          name: row.jobType, accelerators: Int32(row.gpus), units_per_s: speeds),
        units: Double(row.steps))
    }
    workload.requests = interner.requests
    workload.tenantNames = ["unknown"]
    workload.measured = measured
    return workload
  }

  /// V100, P100 and K80, each on a node of its own.
  static func cluster(_ capacities: [Int]) -> Topology {
    var topology = Topology(name: "gavel")
    for (kind, count) in zip(GavelThroughputs.Kind.allCases, capacities) {
      topology.chips.append(
        Chip(key: "test/\(kind.chipName)", vendor: "test", product: kind.chipName))
      topology.nodeTypes.append(
        NodeType(
          name: kind.chipName, chip: ChipHandle(kind.rawValue), accelerators: 1, islands: [1],
          cpu_milli: 1000, memory_mib: 1000))
      topology.append(
        NodeTypeHandle(kind.rawValue), count: count, names: [kind.chipName],
        racks: .nodesPerRack(count))
    }
    return topology
  }
}
