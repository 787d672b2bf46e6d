import KoineEngine
import KoineFormats
import KoineModel

extension RunInputs {
  /// For so long after the last submission a model lets components fail, so that every run ends.
  private static let faultYears: Int64 = 10

  /// What happens to the nodes: by the trace or model, found late and made good by spares as the
  /// scenario says.
  static func faults(
    _ file: FaultFile?, _ plan: RunPlan, _ workload: Workload, on topology: Topology
  ) throws(InputError) -> any FaultSource {
    let begin = workload.submit.first ?? .zero
    let horizon =
      (workload.submit.last ?? begin) + Interval(seconds: faultYears * 366 * 86_400)
    var source: any FaultSource =
      try file?.source(on: topology, from: begin, horizon: horizon, seed: plan.seed)
      ?? FaultSchedule.none
    if let delay = plan.recovery.detection, delay > .zero, !source.isEmpty {
      source = DelayedDetection(source, delay: delay)
    }
    if let spares = plan.recovery.spares, spares > 0 {
      source = HotSpares(source, count: spares, on: topology, from: begin)
    }
    return source
  }

  /// Whether nodes fail, it is known how often, and no formula sets the intervals of checkpoints yet.
  var couldCheckpointByFormula: Bool {
    let byFormula = [RecoverySettings.Checkpoints.young, .daly]
    return !faults.isEmpty && failuresAreRated
      && !(plan.recovery.checkpoints.map(byFormula.contains) ?? false)
  }

  /// What stopping and restarting costs; `nil` for a run in which nobody asked for it.
  static func attempts(
    _ file: FaultFile?, _ plan: RunPlan, _ workload: Workload, on topology: Topology,
    _ models: [String: NeuralModel]
  ) throws(InputError) -> AttemptPlan? {
    if file == nil && plan.recovery.isEmpty { return nil }
    return try RecoveryPlan(
      settings: plan.recovery, workload: workload, topology: topology, models: models,
      rates: file?.rates(on: topology), place: plan.recoveryPlace
    ).attempts()
  }
}

/// From what a scenario says of recovery to what stopping and restarting costs each job.
struct RecoveryPlan {
  let settings: RecoverySettings
  let workload: Workload
  let topology: Topology
  let models: [String: NeuralModel]
  /// What interrupts jobs; `nil` where nobody knows.
  let rates: FaultRates?
  /// What messages call the settings.
  let place: String

  /// - Throws: that checkpoints by a formula lack what it needs.
  func attempts() throws(InputError) -> AttemptPlan {
    try check()
    return AttemptPlan(
      costs: workload.requests.map(cost),
      mostRestarts: settings.restarts ?? RecoverySettings.usualRestarts)
  }

  private func check() throws(InputError) {
    guard settings.checkpoints == .young || settings.checkpoints == .daly else { return }
    var problems: [Diagnostic] = []
    let formula = settings.checkpoints == .young ? "young" : "daly"
    let savesForFree = workload.requests.contains { request in
      request.accelerators > 0 && cost(request, interval: .zero).save == .zero
    }
    if savesForFree {
      problems.append(
        Diagnostic(
          file: place, key: "interval",
          .conflict(
            "\(formula) needs to know how long a checkpoint takes: give save, or state_gb_per_accelerator "
              + "and storage_gb_s")))
    }
    if effectiveRates == nil {
      problems.append(
        Diagnostic(
          file: place, key: "interval",
          .conflict("\(formula) needs to know how often nodes fail: give faults or mtbf")))
    }
    if !problems.isEmpty { throw InputError(problems) }
  }

  private var effectiveRates: FaultRates? {
    settings.meanTimeToFailure.map(FaultRates.init(meanTimeToFailure:)) ?? rates
  }

  private func cost(of request: Request) -> AttemptCost {
    let free = cost(request, interval: .zero)
    switch settings.checkpoints ?? .never {
    case .never: return free
    case .every(let interval): return cost(request, interval: interval)
    case .young, .daly:
      let size = nodes(of: request)
      guard free.save > .zero,
        let mean = effectiveRates?.meanTimeToFailure(
          nodes: size.count, acceleratorsPerNode: size.accelerators)
      else { return free }
      let interval =
        settings.checkpoints == .young
        ? CheckpointInterval.young(save: free.save, meanTimeToFailure: mean)
        : CheckpointInterval.daly(save: free.save, meanTimeToFailure: mean)
      return cost(request, interval: interval)
    }
  }

  private func cost(_ request: Request, interval: Interval) -> AttemptCost {
    let moving = movingTime(request)
    return AttemptCost(
      save: (settings.save ?? .zero) + moving, restore: (settings.restore ?? .zero) + moving,
      interval: interval)
  }

  /// Time to move the state of a job to storage or back.
  private func movingTime(_ request: Request) -> Interval {
    guard let state_gb = state_gb(request), state_gb > 0 else { return .zero }
    let perNode = settings.nodeStorage_gb_s.map { $0 * Double(nodes(of: request).count) }
    let bandwidth_gb_s = min(settings.storage_gb_s ?? .infinity, perNode ?? .infinity)
    return bandwidth_gb_s.isFinite ? Interval(seconds: state_gb / bandwidth_gb_s) : .zero
  }

  /// The state of training by the parameters of its model, of other jobs by their accelerators.
  private func state_gb(_ request: Request) -> Double? {
    if request.work != .none, let model = models[workload.works[request.work.index].model] {
      guard case .training = workload.works[request.work.index].task else { return 0 }
      let bytes = settings.stateBytesPerParameter ?? RecoverySettings.usualStateBytes
      return Double(model.parameters) * bytes * 1e-9
    }
    return settings.stateOfAccelerator_gb.map { $0 * Double(request.accelerators) }
  }

  /// Nodes of a job and accelerators of each, on the largest nodes that it accepts.
  private func nodes(of request: Request) -> (count: Int, accelerators: Int) {
    var pools = topology.pools
    if request.chips != .none {
      let chips = workload.chipSelections[request.chips.index].flatMap(topology.chips(named:))
      pools = pools.filter { chips.contains(topology.nodeType(of: $0).chip) }
    }
    let most = max(1, pools.map { topology.nodeType(of: $0).accelerators }.max() ?? 1)
    if request.tasks > 0 { return (Int(request.tasks), most) }
    return (max(1, (Int(request.accelerators) + most - 1) / most), most)
  }
}
