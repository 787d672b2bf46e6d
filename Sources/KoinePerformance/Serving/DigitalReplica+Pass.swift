public import KoineModel

extension DigitalReplica {
  /// The time of `pass` through `model`: each operator by roofline over the accelerators of a stage, two
  /// all-reduces a layer between them, and the way from stage to stage. Where layers do not divide
  /// among stages, all keep the pace of the fullest.
  ///
  /// - Complexity: O(layers).
  public func cost(of pass: ForwardPass, through model: NeuralModel) -> PassCost {
    var cost = PassCost()
    let count = Double(tensor)
    for linear in model.linearOperators(pass) {
      // Only the last token of a prompt needs the vocabulary.
      let isOutput = linear.role == .output && model.isCausal
      let used = isOutput ? 1 / Double(pass.tokens) : 1
      cost.add(
        arithmetic_s: linear.operations * used / (count * linear_flops_s),
        traffic_s: linear.weights * weight_bytes / (count * memory_bytes_s))
    }
    let length = model.isCausal ? pass.equivalentLength : pass.tokens
    let work = model.forwardWork(tokens: length) * Double(pass.vectors)
    cost.add(
      arithmetic_s: work.attention / (count * attention_flops_s),
      traffic_s: cacheTraffic_bytes(pass, model) / memory_bytes_s)
    cost.add(
      arithmetic_s: work.other / (count * attention_flops_s),
      traffic_s: work.other * DigitalPart.bytesPerFlop / (count * memory_bytes_s))
    cost.link_s = collectives_s(pass, model)
    cost.stretch(by: fullestStage(of: model) * Double(stages))
    cost.link_s += handOver_s(bytes: Double(pass.vectors) * Double(model.width) * 2)
    cost.overhead_s = step_s
    return cost
  }

  /// Bytes of cache of one sequence of `tokens` on each accelerator, of the layers that it has. Heads are
  /// shared out as far as there are any; a compressed cache is kept whole by all.
  public func cache_bytes(tokens: Int, model: NeuralModel) -> Double {
    cacheOfTeam_bytes(tokens: tokens, model) * fullestStage(of: model)
  }

  /// The same of all layers.
  private func cacheOfTeam_bytes(tokens: Int, _ model: NeuralModel) -> Double {
    let all =
      model.cacheBytesPerToken(bytesPerValue: cache_bytes) * Double(tokens)
      + model.cacheBytesPerSequence(bytesPerValue: cache_bytes)
    if case .latent = model.attention { return all }
    return all / Double(min(tensor, model.keyValueHeads))
  }

  /// Memory of one accelerator that is left for caches beside its share of the weights, bytes;
  /// negative where the weights do not fit.
  public func cacheRoom_bytes(_ model: NeuralModel) -> Double {
    memory_bytes * usableMemory
      - Double(model.parameters) * weight_bytes / Double(tensor) * fullestStage(of: model)
  }

  private func cacheTraffic_bytes(_ pass: ForwardPass, _ model: NeuralModel) -> Double {
    Double(pass.sequences) * cacheOfTeam_bytes(tokens: pass.context + pass.tokens, model)
  }

  /// All-reduces of 16-bit vectors after attention and after the feed-forward block.
  private func collectives_s(_ pass: ForwardPass, _ model: NeuralModel) -> Double {
    let bytes = Double(pass.vectors) * Double(model.width) * 2
    return 2 * Double(model.layers) * allReduce_s(bytes: bytes)
  }
}
