import KoineModel

extension TrainingEstimator {
  /// Adds what data-parallel ranks exchange and the update of the parameters.
  func addData(_ step: inout TrainingStep) {
    let plan = step.plan
    let held = heldParameters(plan)
    let count = Double(plan.microBatches)
    let group = RankGroup(size: plan.data, stride: plan.tensor, of: plan.accelerators)
    // Ranks with the same experts are fewer, and farther apart.
    let expertGroup = RankGroup(
      size: max(1, plan.data / plan.expert), stride: plan.tensor * plan.expert,
      of: plan.accelerators)
    let common = exchange(held.common, plan, group)
    let routed = exchange(held.routed, plan, expertGroup)
    let beside = room(plan)
    step.dataLink_s =
      exposed(common.once_s + routed.once_s, beside: beside.once * step.longest_s, plan)
      + count * exposed(common.each_s + routed.each_s, beside: beside.each * step.longest_s, plan)
    step.update_s = update(plan, held.common + held.routed)
  }

  /// What ranks that hold the same parameters exchange once a step and with each micro-batch.
  private func exchange(
    _ parameters: Double, _ plan: TrainingPlan, _ group: RankGroup
  ) -> (once_s: Double, each_s: Double) {
    if group.size == 1 || parameters == 0 { return (0, 0) }
    let gradients = parameters * plan.gradientBytes
    if plan.sharding == .nothing { return (network.allReduce_s(bytes: gradients, group), 0) }
    let reduced_s = network.reduceScatter_s(bytes: gradients, group)
    let gathered_s = network.allGather_s(bytes: parameters * 2, group)
    return switch plan.sharding {
    case .nothing, .optimizer: (reduced_s + gathered_s, 0)
    case .gradients: (gathered_s, reduced_s)
    case .parameters: (0, 2 * gathered_s + reduced_s)
    }
  }

  /// Parts of a micro-batch's time on the slowest stage beside which an exchange may run. Together
  /// they are never more than that time, so that a faster stage does not expose more than it saves.
  private func room(_ plan: TrainingPlan) -> (once: Double, each: Double) {
    switch plan.sharding {
    case .nothing, .optimizer: (once: 2.0 / 3, each: 0)
    case .gradients: (once: 1.0 / 3, each: 2.0 / 3)
    case .parameters: (once: 0, each: 1)
    }
  }

  private func exposed(_ time_s: Double, beside other_s: Double, _ plan: TrainingPlan) -> Double {
    plan.overlapsData ? max(Roofline.unhidden * time_s, time_s - other_s) : time_s
  }

  /// Adam reads and writes master weights and two moments, reads gradients and writes weights; the
  /// norm of all gradients is taken before.
  private func update(_ plan: TrainingPlan, _ parameters: Double) -> Double {
    let parts = plan.sharding == .nothing ? 1 : Double(plan.data)
    return (28 * parameters / parts + 8 * parameters) / speed.memory_bytes_s
  }

  /// Parameters that the fullest stage's accelerator is responsible for, before sharding.
  func heldParameters(_ plan: TrainingPlan) -> (common: Double, routed: Double) {
    let tensor = Double(plan.tensor)
    let first = layerParameters(stage: 0, plan)
    let last = layerParameters(stage: plan.pipeline - 1, plan)
    let output = model.hasTiedEmbeddings && plan.pipeline == 1 ? 0 : outputTable
    let onFirst = first.common + inputTable + (plan.pipeline == 1 ? output : 0)
    let onLast = last.common + output
    let common = plan.pipeline == 1 ? onFirst : max(onFirst, onLast)
    return (common / tensor, max(first.routed, last.routed) / tensor / Double(plan.expert))
  }

  /// Parameters of the layers of a stage, all tensor and expert ranks together.
  func layerParameters(stage: Int, _ plan: TrainingPlan) -> (common: Double, routed: Double) {
    let counts = table.counts(part: stage, of: plan.pipeline)
    var common = 0.0
    var routed = 0.0
    for lane in table.kinds.indices {
      let kind = table.kinds[lane]
      common += counts[lane] * kind.commonParameters
      routed += counts[lane] * kind.routedParameters
    }
    return (common, routed)
  }
}
