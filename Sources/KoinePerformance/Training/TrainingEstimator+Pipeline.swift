extension TrainingEstimator {
  /// Adds what the stages compute and wait for: with `m` micro-batches and stage times `t`, plain
  /// 1F1B takes `sum t + (m - 1) max t`; taking turns divides the filling by the turns.
  func addPipeline(_ step: inout TrainingStep) {
    let plan = step.plan
    let count = Double(plan.microBatches)
    let stages = Double(plan.pipeline)
    var sums = StageSums()
    if !addMeasured(&sums, plan) { addRoofline(&sums, plan) }
    let turns = Double(plan.virtualStages)
    let hop_s = hop(plan) * turns
    let longest_s = sums.longest_s + hop_s
    let sum_s = sums.total_s + stages * hop_s
    let mean = sums.cost * (count / stages)
    step.gemm_s = mean.gemm_s
    step.attention_s = mean.attention_s
    step.memory_s = mean.memory_s
    step.launch_s = mean.launch_s
    step.recompute_s = mean.recompute_s
    step.tensorLink_s = mean.tensorLink_s
    step.expertLink_s = mean.expertLink_s
    step.pipelineLink_s = hop_s * count
    // Equal stages differ in the last digit.
    step.imbalance_s = count * max(0, longest_s - sum_s / stages)
    step.bubble_s = max(0, sum_s - longest_s) / turns
    step.longest_s = longest_s
  }

  private func addRoofline(_ sums: inout StageSums, _ plan: TrainingPlan) {
    let counts = table.before[table.layers]
    var times = SIMD8<Double>.zero
    for lane in table.kinds.indices {
      let cost = cost(of: table.kinds[lane], plan)
      times[lane] = cost.total_s
      sums.cost = sums.cost + cost * counts[lane]
    }
    let output = outputCost(plan)
    for stage in 0..<plan.pipeline {
      var time_s = (table.counts(part: stage, of: plan.pipeline) * times).sum()
      if stage == plan.pipeline - 1 { time_s += output.total_s }
      sums.total_s += time_s
      sums.longest_s = max(sums.longest_s, time_s)
    }
    sums.cost = sums.cost + output
  }

  /// Activations forward and gradients backward between neighbouring stages, per micro-batch.
  private func hop(_ plan: TrainingPlan) -> Double {
    if plan.pipeline == 1 { return 0 }
    let parts = plan.isSequenceParallel ? Double(plan.tensor) : 1
    let bytes = table.kinds[table.kinds.count - 1].stream_bytes * Double(plan.microBatch) / parts
    let group = RankGroup(
      size: plan.pipeline, stride: plan.tensor * plan.data, of: plan.accelerators)
    return 2 * network.pointToPoint_s(bytes: bytes, group)
  }
}

/// Sums over the stages of a pipeline, for one micro-batch.
struct StageSums {
  var total_s = 0.0
  var longest_s = 0.0
  var cost = LayerCost()
}

extension SIMD8 where Scalar == Double {
  func sum() -> Double {
    let halves = lowHalf + highHalf
    let quarters = halves.lowHalf + halves.highHalf
    return quarters.x + quarters.y
  }
}
