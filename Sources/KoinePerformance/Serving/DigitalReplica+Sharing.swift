import KoineModel

/// How the accelerators of a replica share a model: tensor-parallel teams, one behind the other as
/// stages of a pipeline.
extension DigitalReplica {
  /// Accelerators of one stage.
  public var tensor: Int { accelerators / stages }

  /// Accelerators that reach each other over the chip's own link.
  private var linked: Int { network?.domains[0].size ?? .max }

  /// Every way in which the accelerators can share `model`, the fewest stages first; empty if there is
  /// none.
  ///
  /// Heads divide evenly among a team. A team lies inside one node or takes whole ones, and a stage has
  /// at least one layer. Where one node holds the replica and heads divide, one team is the only way:
  /// so are replicas measured that the reached shares rest on.
  /// - Complexity: O(layers).
  func arrangements(of model: NeuralModel) -> [DigitalReplica] {
    let isInside = accelerators <= linked
    if isInside && model.heads % accelerators == 0 { return [arranged(stages: 1)] }
    return (1...max(1, min(accelerators, model.layers))).filter { stages in
      if accelerators % stages != 0 { return false }
      let tensor = accelerators / stages
      let isAligned = isInside || linked % tensor == 0 || tensor % linked == 0
      return model.heads % tensor == 0 && isAligned
    }.map(arranged)
  }

  private func arranged(stages: Int) -> DigitalReplica {
    var other = self
    other.stages = stages
    return other
  }

  /// Share of the layers that the fullest stage has.
  func fullestStage(of model: NeuralModel) -> Double {
    if stages == 1 || model.layers == 0 { return 1 }
    return Double((model.layers + stages - 1) / stages) / Double(model.layers)
  }

  /// Every member of a team ends with the sum of what each had: by a ring inside the nearest domain,
  /// then over the network with the part that is left.
  func allReduce_s(bytes: Double) -> Double {
    if tensor == 1 { return 0 }
    let inside = min(tensor, linked)
    var time = 0.0
    if inside > 1 {
      let rate = network?.domains[0].rate_bytes_s ?? link_bytes_s
      time += 2 * Double(inside - 1) / Double(inside) * bytes / rate + linkLatency_s
    }
    if let network, tensor > inside {
      let group = RankGroup(size: (tensor + inside - 1) / inside, stride: inside)
      time += network.allReduce_s(bytes: bytes / Double(inside), group)
    }
    return time
  }

  /// Time that a pass of `bytes` spends between stages.
  func handOver_s(bytes: Double) -> Double {
    if stages == 1 { return 0 }
    let part = bytes / Double(tensor)
    let one =
      network?.pointToPoint_s(bytes: part, RankGroup(size: stages, stride: tensor))
      ?? part / link_bytes_s + linkLatency_s
    return Double(stages - 1) * one
  }
}
