import KoineModel

extension TrainingEstimator {
  /// Adds what data-parallel ranks exchange and the update of the parameters.
  func addData(_ step: inout TrainingStep) {
    let plan = step.plan
    let held = heldParameters(plan)
    let count = Double(plan.microBatches)
    let group = RankGroup(size: plan.data, stride: plan.tensor)
    // Ranks with the same experts are fewer, and farther apart.
    let expertGroup = RankGroup(
      size: max(1, plan.data / plan.expert), stride: plan.tensor * plan.expert)
    var once = 0.0
    var each = 0.0
    for (parameters, group) in [(held.common, group), (held.routed, expertGroup)] {
      if group.size == 1 || parameters == 0 { continue }
      let gradients = parameters * plan.gradientBytes
      let weights = parameters * 2
      switch plan.sharding {
      case .nothing: once += network.allReduce_s(bytes: gradients, group)
      case .optimizer:
        once += network.reduceScatter_s(bytes: gradients, group)
        once += network.allGather_s(bytes: weights, group)
      case .gradients:
        each += network.reduceScatter_s(bytes: gradients, group)
        once += network.allGather_s(bytes: weights, group)
      case .parameters:
        each += 2 * network.allGather_s(bytes: weights, group)
        each += network.reduceScatter_s(bytes: gradients, group)
      }
    }
    let compute_s = step.busy_s / count
    step.dataLink_s =
      exposed(once, beside: step.lastBackward_s, plan)
      + count * exposed(each, beside: compute_s, plan)
    step.update_s = update(plan, held.common + held.routed)
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
    for (lane, kind) in table.kinds.enumerated() {
      common += counts[lane] * kind.commonParameters
      routed += counts[lane] * kind.routedParameters
    }
    return (common, routed)
  }
}
