import KoineModel

extension TrainingEstimator {
  /// Bytes that one step sends over the uplink of each rack of `rackSize` accelerators, in one
  /// direction.
  ///
  /// Ranks are laid as in ``RankGroup``. Data-parallel rings that leave a rack cross its uplink once
  /// each, with 2 (d - 1) / d of the gradients (a reduce-scatter and an all-gather); stages on two
  /// sides of it send activations one way and their gradients the other.
  func uplink_bytes(_ plan: TrainingPlan, rackSize: Int) -> Double {
    if plan.accelerators <= rackSize { return 0 }
    var bytes = 0.0
    if plan.tensor * plan.data > rackSize {
      let held = heldParameters(plan)
      let rings = Double(min(plan.tensor, rackSize))
      let part = Double(plan.data - 1) / Double(plan.data)
      let times = plan.sharding == .parameters ? Double(plan.microBatches) * 1.5 : 1
      bytes += 2 * part * (held.common + held.routed) * plan.gradientBytes * rings * times
    }
    if plan.pipeline > 1 {
      let tokens = Double(plan.globalBatch * sequenceLength)
      bytes += 2 * tokens * Double(model.width) * 2
    }
    return bytes
  }
}
