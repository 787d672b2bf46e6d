import KoineFormats
import KoineModel
import KoinePerformance
import KoineReports

/// Fills the rows of `koine topology show --performance`: each kind of chip of a cluster, or the
/// catalogue's chips in servers of eight.
struct TrainingTable {
  /// Accelerators of a kind that the search of plans takes at most, since it would take more than a
  /// moment; a plan that was asked for takes as many as there are.
  static let limit = 1024
  let model: NeuralModel
  let options: PerformanceOptions
  var precision = Precision.fp16

  /// One row per kind of chip that the cluster has, with its largest pool's wiring.
  func rows(of topology: Topology) -> [PerformanceRow] {
    let wanted = options.chip.map { topology.chips(named: $0) }
    return topology.chips.indices.compactMap { index in
      if let wanted, !wanted.contains(ChipHandle(index)) { return nil }
      let pools = topology.pools.indices.filter { pool in
        topology.nodeType(of: topology.pools[pool]).chip == ChipHandle(index)
      }
      let largest = pools.max { accelerators(of: $0, topology) < accelerators(of: $1, topology) }
      guard let largest else { return nil }
      let type = topology.nodeType(of: topology.pools[largest])
      return row(
        topology.chips[index], type, count: accelerators(of: largest, topology),
        pue: topology.region.pue
      ) { Interconnect(topology, pool: largest, speed: $0) }
    }
  }

  /// One row per chip of the catalogue, in servers of its first node type or of eight.
  func rows(of chips: [Chip]) -> [PerformanceRow] {
    chips.map { chip in
      var type = NodeType(name: "server", chip: .none, accelerators: 8)
      type.networkInterfaces = 8
      // 400 Gbit/s each, as the reference host.
      type.networkInterface_gb_s = Figure(50, confidence: .estimate, source: "reference host")
      let count = options.accelerators ?? max(8, wanted ?? 64)
      return row(chip, type, count: count, pue: nil) {
        Interconnect(type, servers: (count + 7) / 8, speed: $0)
      }
    }
  }

  private var wanted: Int? { (try? options.plan(for: model))?.accelerators }

  private func accelerators(of pool: Int, _ topology: Topology) -> Int {
    let pool = topology.pools[pool]
    return pool.nodes.count * topology.nodeType(of: pool).accelerators
  }

  private func row(
    _ chip: Chip, _ type: NodeType, count: Int, pue: Figure?,
    network: (ChipSpeed) -> Interconnect
  ) -> PerformanceRow {
    let wanted = min(count, options.accelerators ?? count)
    let count = options.plan == nil ? min(wanted, Self.limit) : wanted
    var row = PerformanceRow(name: chip.key, accelerators: count)
    if count < wanted {
      row.note =
        "the best plan of at most \(grouped(count)) of the \(grouped(wanted)) accelerators; "
        + "a plan given by --plan takes them all"
    }
    do throws(PerformanceRefusal) {
      if chip.photonic != nil && chip.peak_tflops.isEmpty { throw .computesOnLight(chip: chip.key) }
      let speed = try ChipSpeed(chip, precision: precision)
      let step = try step(speed, network(speed), count)
      row.estimates = speed.estimates
      row.result = result(step, chip, type, pue)
    } catch {
      row.refusal = error.description
    }
    return row
  }

  private func step(
    _ speed: ChipSpeed, _ network: Interconnect, _ count: Int
  ) throws(PerformanceRefusal) -> TrainingStep {
    let length = options.sequenceLength(of: model)
    let estimator = TrainingEstimator(
      model: model, speed: speed, network: network, sequenceLength: length)
    if let plan = try? options.plan(for: model) {
      if plan.accelerators > count {
        throw .tooManyAccelerators(needed: plan.accelerators, available: count)
      }
      return try estimator.step(plan)
    }
    return try PlanSearch(
      estimator, globalBatch: options.batch(of: model), accelerators: count
    ).best()
  }

  private func result(
    _ step: TrainingStep, _ chip: Chip, _ type: NodeType, _ pue: Figure?
  ) -> PerformanceRow.Result {
    let rate = step.tokens_per_s_per_accelerator
    let host_w = (type.hostPower_w?.value ?? 0) / Double(max(1, type.accelerators))
    let power_w = PowerDraw(chip, isWorking: true).map { ($0.total_w + host_w) * (pue?.value ?? 1) }
    return PerformanceRow.Result(
      plan: step.plan.description, accelerators: step.plan.accelerators, step_s: step.step_s,
      tokens_per_s: step.tokens_per_s, utilization: step.modelFlopsUtilization,
      bound: step.bound.rawValue, memory_gb: step.memory.total_bytes / 1e9,
      tokens_per_joule: power_w.map { rate / $0 },
      tokens_per_cny: chip.rent_cny_per_hour.map { rate * 3600 / $0.value },
      parts_s: [
        .init("gemm", step.gemm_s), .init("attention", step.attention_s),
        .init("memory", step.memory_s + step.update_s), .init("launch", step.launch_s),
        .init("recompute", step.recompute_s), .init("tensor", step.tensorLink_s),
        .init("expert", step.expertLink_s), .init("pipeline", step.pipelineLink_s),
        .init("data", step.dataLink_s), .init("bubble", step.bubble_s),
        .init("imbalance", step.imbalance_s),
      ])
  }
}
