public import KoineModel

/// One job on chips of several kinds.
extension ModelSpeeds {
  public func speed(
    of work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> WorkSpeed? {
    switch explain(work, on: parts, spread: spread).answer {
    case .runs(let speed, _): speed
    case .refused: nil
    }
  }

  /// How work runs on several kinds of chips together, or why it cannot, and how well the kinds work
  /// together: throughput of the mix over the sum of what each kind reaches alone.
  public func explain(
    _ work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> (answer: Answer, heteroEfficiency: Double?) {
    guard let model = models[work.model] else {
      return (.refused("no model is named \(work.model)"), nil)
    }
    switch work.task {
    case .training(let globalBatch):
      do throws(PerformanceRefusal) {
        let team = try MixedTeam(
          model, on: parts, of: topology, sequenceLength: work.sequenceLength)
        let found = memory.answer(question(team, work, globalBatch, spread)) {
          search(team, globalBatch, spread)
        }
        return (found.answer, found.heteroEfficiency)
      } catch { return (.refused(error.description), nil) }
    case .batchInference(let prompt, let output):
      let asked = ServingWork(model: model, promptTokens: prompt, outputTokens: output)
      let answer = inference(asked, on: parts, work.bits, spread)
      if case .refused = answer { return (answer, nil) }
      return (answer, 1)
    }
  }

  private func question(
    _ team: MixedTeam, _ work: ModelWork, _ globalBatch: Int, _ spread: PlacementSpread
  ) -> SpeedMemory.Question {
    let members = team.members.map { member in
      SpeedMemory.TrainingQuestion(
        model: team.model, sequenceLength: work.sequenceLength, globalBatch: globalBatch,
        accelerators: member.accelerators, chip: member.chip,
        network: member.estimator.network.seen(by: member.accelerators), spread: spread,
        node: member.type)
    }
    return .mixed(members, team.links, spread)
  }

  private func search(
    _ team: MixedTeam, _ globalBatch: Int, _ spread: PlacementSpread
  ) -> SpeedMemory.Found {
    do throws(PerformanceRefusal) {
      let found = try team.efficiency(globalBatch: globalBatch)
      let answer = Answer.runs(
        WorkSpeed(found.mix, of: team, spread), plan: team.text(found.mix.plan))
      return SpeedMemory.Found(answer: answer, heteroEfficiency: found.ratio)
    } catch { return SpeedMemory.Found(answer: .refused(error.description)) }
  }

  /// Requests are independent: each kind has its own replicas and takes what it can.
  private func inference(
    _ work: ServingWork, on parts: [WorkPart], _ bits: Int?, _ spread: PlacementSpread
  ) -> Answer {
    var units_per_ns = 0.0
    var idle = 0.0
    var plans: [String] = []
    for part in parts {
      let type = topology.nodeType(of: topology.pools[part.pool.index])
      let answer = inference(
        work, topology.chips[type.chip.index], part.accelerators, bits,
        at: site(part.pool, spread, part.accelerators))
      guard case .runs(let speed, let plan) = answer else { return answer }
      units_per_ns += 1 / speed.unit_ns
      idle += Double(speed.imbalance_ppm) * Double(part.accelerators)
      plans.append(plan)
    }
    let accelerators = Double(parts.reduce(0) { $0 + $1.accelerators })
    return .runs(
      WorkSpeed(unit_ns: 1 / units_per_ns, imbalance_ppm: Int32(idle / accelerators)),
      plan: plans.joined(separator: " + "))
  }
}

extension WorkSpeed {
  /// What the ledger needs of a mixed step: transfers and the bubble of equal stages are
  /// communication; the wait of the faster side, and chips that the plan has no use for, imbalance.
  fileprivate init(_ choice: MixedChoice, of team: MixedTeam, _ spread: PlacementSpread) {
    let step = choice.step
    let all = team.members.reduce(0) { $0 + $1.accelerators }
    let used = Double(choice.plan.chips) / Double(all)
    let waiting = (step.communicating + step.bubble) * used
    let imbalance = step.imbalance * used + (1 - used)
    let tokens_per_s = step.samples_per_s * Double(team.sequenceLength)
    self.init(
      unit_ns: 1e9 / tokens_per_s, communication_ppm: Int32(waiting * 1e6),
      imbalance_ppm: Int32(max(0, min(imbalance, 1 - waiting)) * 1e6),
      uplink_gb_s: spread == .fabric ? team.uplink_gb_s(choice) : 0)
  }
}

extension MixedTeam {
  /// Traffic over the uplink of each rack on average, in one direction: kinds stand in racks of their
  /// own, so that activations go from kind to kind and gradients come back over them.
  func uplink_gb_s(_ choice: MixedChoice) -> Double {
    let (plan, step) = (choice.plan, choice.step)
    let column = plan.stages.map { $0.replicas[0].kind }
    var bytes = 0.0
    if Set(column).count > 1 {
      bytes = 2 * Double(plan.samples * plan.turns) * costs.output_bytes(layer: 0)
    } else {
      // Whole pipelines of each kind side by side: their gradients meet between the kinds.
      let part = Double(plan.microBatches.count - 1) / Double(plan.microBatches.count)
      bytes = plan.stages.reduce(0) { sum, stage in
        sum + 2 * part * stage.layers.reduce(0) { $0 + costs.gradient_bytes(layer: $1) }
      }
    }
    return bytes / step.iteration_s * 1e-9
  }
}
