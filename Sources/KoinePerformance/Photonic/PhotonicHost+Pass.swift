public import KoineModel

extension PhotonicHost {
  /// The time and energy of `pass` through `model`.
  ///
  /// Operators follow each other; inside one, transfers overlap with light where the card can.
  ///
  /// - Parameter bits: what the results must have; `nil` takes what the card has.
  /// - Throws: that the card has too few bits, if the rule is to refuse.
  /// - Complexity: O(layers).
  public func time(
    of pass: ForwardPass, through model: NeuralModel, bits: Double? = nil
  ) throws(PhotonicRefusal) -> PhotonicPassTime {
    let isOnLight = try runsOnLight(bits: bits)
    let work = model.forwardWork(tokens: model.isCausal ? pass.equivalentLength : pass.tokens)
    let total = work * Double(pass.vectors)
    var result = PhotonicPassTime(
      parts_s: [0, 0, 0, 0, 0], energy: PhotonicEnergy(), weights: weightPlace(of: model),
      isOnLight: isOnLight, shareOnLight: 0, vectors: pass.vectors,
      halfPeakVectors: card.halfPeakVectors)
    var onLight = 0.0
    for linear in model.linearOperators(pass) {
      if isOnLight {
        add(linear.product, times: linear.matrices, weights: result.weights, to: &result)
        onLight += linear.operations
      } else {
        result[.digital] += digitalTime_s(linear)
      }
    }
    var flops = total.other
    var bytes = total.other * DigitalPart.bytesPerFlop
    if isOnLight && card.design == .dynamicCrossbar {
      for (product, count) in model.attentionProducts(pass) {
        add(product, times: count, weights: .host, to: &result)
        onLight += product.operations * Double(count)
      }
    } else {
      flops += total.attention
      bytes += cacheTraffic_bytes(pass, model)
    }
    result[.digital] += digital.time_s(flops: flops, bytes: bytes)
    result.shareOnLight = min(1, onLight / max(total.total, 1))
    result.energy.standing_j = (card.laser_w + card.hold_w) * Double(cards) * result.total_s
    return result
  }

  /// Adds `count` products of one size on light; lasers are counted over the whole pass instead.
  private func add(
    _ product: MatrixProduct, times count: Int, weights: WeightPlace,
    to result: inout PhotonicPassTime
  ) {
    let all = ganged
    let time = all.time(product, weights: weights)
    let scale = Double(count)
    if all.overlapsTransfers && time.host_s <= time.optical_s || !all.overlapsTransfers {
      result[.weightUpdate] += scale * time.reprogram_s
      result[.streaming] += scale * (time.stream_s + time.latency_s)
    }
    if !all.overlapsTransfers || time.host_s > time.optical_s {
      let vectors_s = all.transferred_bytes(product, weights: .arrays) / all.host_bytes_s
      result[.weightTransfer] += scale * max(0, time.host_s - vectors_s)
      result[.vectorTransfer] += scale * vectors_s
    }
    let energy = all.energy(product, weights: weights, wall_s: 0)
    result.energy.conversion_j += scale * energy.conversion_j
    result.energy.operation_j += scale * energy.operation_j
    result.energy.adding_j += scale * energy.adding_j
    result.energy.host_j += scale * energy.host_j
  }

  private func digitalTime_s(_ linear: LinearOperator) -> Double {
    digital.time_s(flops: linear.operations, bytes: linear.weights * 2)
  }

  /// Bytes of cached keys and values that a pass reads, 16 bits each.
  private func cacheTraffic_bytes(_ pass: ForwardPass, _ model: NeuralModel) -> Double {
    Double(pass.sequences)
      * (model.cacheBytesPerToken() * Double(pass.context + pass.tokens)
        + model.cacheBytesPerSequence())
  }
}
