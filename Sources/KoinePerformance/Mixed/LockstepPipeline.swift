/// The schedule of one pipeline: one forward, one backward, neighbours in step.
///
/// In every step half of the stages go forward and half backward; before they compute, a forward
/// stage hands its last gradient to the stage before it and takes the next activation from there.
/// This is the order in which DeepSpeed's pipeline engine works; transfers are not overlapped with
/// computation. All times only ever grow with the costs, so that a faster part never makes it slower.
struct LockstepPipeline {
  /// Per stage, for one micro-batch, s.
  var forward_s: [Double]
  var backward_s: [Double]
  /// Per pair of neighbours, for one tensor, s.
  var transfer_s: [Double]
  /// Per pair of neighbours, whether the sender goes on without waiting for the receiver.
  var isBuffered: [Bool]
  /// Parts of every stage that take turns; transfers are those of all turns.
  var turns = 1
  /// What the last stage hands back to the first between turns, one way, s.
  var wrap_s = 0.0

  /// Forward and backward of one micro-batch on the slowest stage, s.
  var slowestSlot_s: Double {
    zip(forward_s, backward_s).reduce(0) { max($0, $1.0 + $1.1) }
  }

  /// From the first forward step to the last backward one, s.
  ///
  /// Stages whose parts take turns fill and drain in so many times less time (Narayanan et al.,
  /// arXiv 2104.04473), and send as many times more.
  /// - Complexity: O(stages x (micro-batches + stages)).
  func time_s(microBatches: Int) -> Double {
    let plain_s = plainTime_s(microBatches: microBatches)
    if turns == 1 { return plain_s }
    let steady_s = Double(microBatches) * slowestPeriod_s
    return steady_s + (plain_s - steady_s) / Double(turns)
  }

  /// One micro-batch on the stage that is busiest, with what it sends and waits for, s.
  private var slowestPeriod_s: Double {
    let last = forward_s.count - 1
    return forward_s.indices.reduce(0) { slowest, stage in
      let before = stage > 0 ? transfer_s[stage - 1] : wrap_s
      let after = stage < last ? transfer_s[stage] : wrap_s
      return max(slowest, forward_s[stage] + backward_s[stage] + 2 * (before + after))
    }
  }

  private func plainTime_s(microBatches: Int) -> Double {
    let stages = forward_s.count
    if microBatches == 0 { return 0 }
    if stages == 1 { return Double(microBatches) * (forward_s[0] + backward_s[0]) }
    var time = Array(repeating: 0.0, count: stages)
    for step in 0..<2 * (microBatches + stages - 1) {
      // Stages whose number has the parity of the step go forward.
      for stage in stride(from: step % 2 == 0 ? 2 : 1, to: stages, by: 2) {
        let next = (step - stage) / 2
        let last = backwardMicroBatch(step - 1, stage, stages)
        let hasGradient = isIn(last, microBatches)
        let hasActivation = step >= stage && next < microBatches
        exchange(&time, before: stage, gradient: hasGradient, activation: hasActivation)
      }
      for stage in 0..<stages {
        if (step - stage) % 2 == 0 {
          if step >= stage && (step - stage) / 2 < microBatches { time[stage] += forward_s[stage] }
        } else if isIn(backwardMicroBatch(step, stage, stages), microBatches) {
          time[stage] += backward_s[stage]
        }
      }
    }
    return time.max()!
  }

  /// The micro-batch that a stage takes backward in a step; negative before the first.
  private func backwardMicroBatch(_ step: Int, _ stage: Int, _ stages: Int) -> Int {
    let twice = step - 2 * stages + 1 + stage
    return twice < 0 ? -1 : twice / 2
  }

  private func isIn(_ index: Int, _ count: Int) -> Bool { index >= 0 && index < count }

  private func exchange(
    _ time: inout [Double], before stage: Int, gradient: Bool, activation: Bool
  ) {
    let pair = stage - 1
    let transfer = transfer_s[pair]
    if gradient { send(&time, from: stage, to: pair, transfer, isBuffered[pair]) }
    if activation { send(&time, from: pair, to: stage, transfer, isBuffered[pair]) }
  }

  private func send(
    _ time: inout [Double], from sender: Int, to receiver: Int, _ transfer: Double,
    _ isBuffered: Bool
  ) {
    let begin = isBuffered ? time[sender] : max(time[sender], time[receiver])
    time[sender] = begin + transfer
    time[receiver] = max(time[receiver], begin + transfer)
  }
}
