/// Arithmetic split by the kind of operator, in FLOPs (a multiplication and an addition are two).
///
/// The split is what decides where it may run and how fast: weights times activations (linear)
/// may run on light, products of two activations (attention) change both operands each time, and
/// the rest is bound by memory.
public struct OperatorWork: Hashable, Sendable {
  /// Products of weights and activations.
  public var linear: Double
  /// Products of activations: scores and weighted values.
  public var attention: Double
  /// Norms, softmax, activations, residuals.
  public var other: Double

  public init(linear: Double = 0, attention: Double = 0, other: Double = 0) {
    self.linear = linear
    self.attention = attention
    self.other = other
  }

  public var total: Double { linear + attention + other }

  public static func + (a: OperatorWork, b: OperatorWork) -> OperatorWork {
    OperatorWork(
      linear: a.linear + b.linear, attention: a.attention + b.attention, other: a.other + b.other)
  }

  public static func * (a: OperatorWork, factor: Double) -> OperatorWork {
    OperatorWork(
      linear: a.linear * factor, attention: a.attention * factor, other: a.other * factor)
  }
}

extension NeuralModel {
  /// Forward FLOPs of one token in layer `index`, averaged over a sequence of `tokens`.
  public func forwardWork(layer index: Int, tokens: Int) -> OperatorWork {
    // Norms belong to `other`, the router to the matrices.
    let matrices = Double(activeParameters(layer: index) - 2 * width)
    let crossed = crossMatricesOfContext
    let linear = 2 * (matrices - crossed) + 2 * crossed * contextTokens(per: tokens)
    return OperatorWork(
      linear: linear, attention: attentionWork(layer: index, tokens: tokens),
      other: otherWork(layer: index, tokens: tokens))
  }

  /// Matrices that run over the context of cross-attention instead of the sequence.
  private var crossMatricesOfContext: Double {
    crossAttentionTokens > 0 ? Double(2 * width * keyValueHeads * headWidth) : 0
  }

  private func contextTokens(per tokens: Int) -> Double {
    Double(crossAttentionTokens) / Double(max(1, tokens))
  }

  /// FLOPs of scores and weighted values for one token of a sequence.
  private func attentionWork(layer index: Int, tokens: Int) -> Double {
    let cross = 4 * Double(heads * headWidth) * Double(crossAttentionTokens)
    if isLinear(layer: index) {
      // The state of a head is headWidth x headWidth: one update and one read a token.
      return 4 * Double(heads * headWidth * headWidth) + cross
    }
    let seen = isCausal ? Double(tokens + 1) / 2 : Double(tokens)
    if case .latent(let latent) = attention {
      let head = latent.plainWidth + latent.rotaryWidth + latent.valueWidth
      return 2 * Double(heads * head) * seen + cross
    }
    return 4 * Double(heads * headWidth) * seen + cross
  }

  /// FLOPs of norms, softmax, activation and residuals: a handful per element.
  private func otherWork(layer index: Int, tokens: Int) -> Double {
    let hidden =
      hasExperts(layer: index)
      ? experts!.active * experts!.width + experts!.sharedWidth : feedForwardWidth
    let seen = isLinear(layer: index) ? 0 : isCausal ? Double(tokens + 1) / 2 : Double(tokens)
    return 12 * Double(width) + 6 * Double(hidden) + 5 * Double(heads) * seen
  }

  /// Forward FLOPs of one token through the whole model at sequences of `tokens`, the output
  /// projection included. - Complexity: O(layers).
  public func forwardWork(tokens: Int) -> OperatorWork {
    var work = outputWork
    for index in 0..<layers { work = work + forwardWork(layer: index, tokens: tokens) }
    if encoderLayers > 0 {
      let share = Double(encoderTokens) / Double(max(1, tokens))
      work = work + encoderWork * (share * Double(encoderLayers))
    }
    return work
  }

  /// Forward FLOPs of one token in one layer of the second stack.
  public var encoderWork: OperatorWork {
    OperatorWork(
      linear: 2 * Double(encoderLayerParameters - 2 * width),
      attention: 4 * Double(heads * headWidth) * Double(encoderTokens),
      other: 12 * Double(width) + 6 * Double(feedForwardWidth)
        + 5 * Double(heads) * Double(encoderTokens))
  }

  /// Forward FLOPs of one token in the projection onto the vocabulary.
  public var outputWork: OperatorWork {
    let inner = embeddingWidth ?? width
    let adapter = inner == width ? 0 : 2 * inner * width
    return OperatorWork(
      linear: 2 * Double(vocabulary * inner + adapter), other: 5 * Double(vocabulary))
  }

  /// Bytes that one token leaves in the key-value cache of layer `index`.
  public func cacheBytesPerToken(layer index: Int, bytesPerValue: Double) -> Double {
    if isLinear(layer: index) { return 0 }
    if case .latent(let latent) = attention {
      return Double(latent.keyValueRank + latent.rotaryWidth) * bytesPerValue
    }
    return 2 * Double(keyValueHeads * headWidth) * bytesPerValue
  }

  /// Bytes that one token leaves in the key-value cache; 0 for models that keep none.
  ///
  /// - Complexity: O(layers).
  public func cacheBytesPerToken(bytesPerValue: Double = 2) -> Double {
    guard isCausal else { return 0 }
    return (0..<layers).reduce(0) {
      $0 + cacheBytesPerToken(layer: $1, bytesPerValue: bytesPerValue)
    }
  }

  /// Bytes of state that a sequence holds however long it is: linear attention and the cached
  /// keys and values of cross-attention.
  public func cacheBytesPerSequence(bytesPerValue: Double = 2) -> Double {
    let linearLayers = (0..<layers).count { isLinear(layer: $0) }
    let state = Double(linearLayers * heads * headWidth * headWidth)
    let cross = Double(layers * 2 * keyValueHeads * headWidth * crossAttentionTokens)
    return (state + (isCausal ? cross : 0)) * bytesPerValue
  }
}
