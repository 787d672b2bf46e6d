public import KoineModel

extension TrainingPlan {
  /// Checks that the plan divides `model` and its batch, without regard to memory.
  public func check(_ model: NeuralModel) throws(PerformanceRefusal) {
    try divide("heads", model.heads, by: "tensor parallelism", tensor)
    if model.feedForwardWidth > 0 {
      try divide("a feed-forward width", model.feedForwardWidth, by: "tensor parallelism", tensor)
    }
    if let experts = model.experts {
      try divide("a number of experts", experts.count, by: "expert parallelism", expert)
      try divide("an expert's width", experts.width, by: "tensor parallelism", tensor)
    } else if expert > 1 {
      throw .doesNotDivide(
        what: "a number of experts", count: 1, by: "expert parallelism", value: expert, nearest: 1)
    }
    try divide("data parallelism", data, by: "expert parallelism", expert)
    let parts = pipeline * virtualStages
    if parts > model.layers { throw .tooManyStages(stages: parts, layers: model.layers) }
    try divide("a global batch", globalBatch, by: "data parallelism", data)
    try divide(
      "a data-parallel rank's batch", globalBatch / data, by: "a micro-batch", microBatch)
  }

  /// Whether ``check(_:)`` would pass, without the reason.
  func divides(_ model: NeuralModel) -> Bool {
    if !model.heads.isMultiple(of: tensor) { return false }
    if !model.feedForwardWidth.isMultiple(of: tensor) { return false }
    if let experts = model.experts {
      if !experts.count.isMultiple(of: expert) || !experts.width.isMultiple(of: tensor) {
        return false
      }
    } else if expert > 1 {
      return false
    }
    return data.isMultiple(of: expert) && pipeline <= model.layers
      && globalBatch.isMultiple(of: data * microBatch)
  }

  private func divide(
    _ what: String, _ count: Int, by: String, _ value: Int
  ) throws(PerformanceRefusal) {
    if value >= 1 && count.isMultiple(of: value) { return }
    let divisors = (1...max(1, count)).prefix(100_000).filter { count.isMultiple(of: $0) }
    let nearest = divisors.min { abs($0 - value) < abs($1 - value) } ?? 1
    throw .doesNotDivide(what: what, count: count, by: by, value: value, nearest: nearest)
  }
}
