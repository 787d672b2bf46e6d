public import KoineModel

extension NeuralModel {
  /// The products of weights that `pass` computes, layer kind by layer kind.
  ///
  /// Experts share the vectors of a pass evenly: as many experts are visited as there are visits, up
  /// to all of them. - Complexity: O(layers).
  public func linearOperators(_ pass: ForwardPass) -> [LinearOperator] {
    var operators: [LinearOperator] = []
    for kind in layerKinds {
      operators += attentionOperators(layer: kind.example, pass).map { $0.repeated(kind.count) }
      operators += feedForwardOperators(layer: kind.example, pass).map { $0.repeated(kind.count) }
    }
    if encoderLayers > 0 { operators += encoderOperators(pass).map { $0.repeated(encoderLayers) } }
    return operators + outputOperators(pass)
  }

  /// Layers that are alike: one of them, and how many there are.
  var layerKinds: [(example: Int, count: Int)] {
    var kinds: [(example: Int, count: Int)] = []
    for index in 0..<layers {
      let known = kinds.firstIndex { kind in
        hasExperts(layer: kind.example) == hasExperts(layer: index)
          && isLinear(layer: kind.example) == isLinear(layer: index)
      }
      if let known { kinds[known].count += 1 } else { kinds.append((index, 1)) }
    }
    return kinds
  }

  private func attentionOperators(layer: Int, _ pass: ForwardPass) -> [LinearOperator] {
    let queries = heads * headWidth
    var found: [LinearOperator] = []
    func add(_ role: LinearRole, _ inner: Int, _ outputs: Int, vectors: Int? = nil) {
      let product = MatrixProduct(
        vectors: vectors ?? pass.vectors, inner: inner, outputs: outputs)
      found.append(LinearOperator(role: role, product: product, matrices: 1))
    }
    if isLinear(layer: layer) {
      add(.attentionInput, width, 4 * queries)
      add(.attentionOutput, queries, width)
    } else if case .latent(let latent) = attention {
      let head = latent.plainWidth + latent.rotaryWidth
      if latent.queryRank > 0 { add(.attentionInput, width, latent.queryRank) }
      add(.attentionInput, latent.queryRank > 0 ? latent.queryRank : width, heads * head)
      add(.attentionInput, width, latent.keyValueRank + latent.rotaryWidth)
      add(
        .attentionInput, latent.keyValueRank, heads * (latent.plainWidth + latent.valueWidth))
      add(.attentionOutput, heads * latent.valueWidth, width)
    } else {
      add(.attentionInput, width, queries + 2 * keyValueHeads * headWidth)
      add(.attentionOutput, queries, width)
    }
    if crossAttentionTokens > 0 {
      add(.crossAttention, width, queries)
      add(.crossAttention, queries, width)
      // The other sequence is read once; its keys and values stay cached while decoding.
      if pass.context == 0 {
        add(
          .crossAttention, width, 2 * keyValueHeads * headWidth,
          vectors: pass.sequences * crossAttentionTokens)
      }
    }
    return found
  }

  private func feedForwardOperators(layer: Int, _ pass: ForwardPass) -> [LinearOperator] {
    guard hasExperts(layer: layer), let experts else {
      return feedForward(feedForwardWidth, vectors: pass.vectors, matrices: 1)
    }
    let visits = pass.vectors * experts.active
    let visited = min(experts.count, visits)
    let router = MatrixProduct(vectors: pass.vectors, inner: width, outputs: experts.count)
    return feedForward(
      experts.width, vectors: groups(visits, of: visited), matrices: visited)
      + feedForward(experts.sharedWidth, vectors: pass.vectors, matrices: 1)
      + [LinearOperator(role: .router, product: router, matrices: 1)]
  }

  private func feedForward(_ hidden: Int, vectors: Int, matrices: Int) -> [LinearOperator] {
    guard hidden > 0 else { return [] }
    let input = MatrixProduct(
      vectors: vectors, inner: width, outputs: (isGated ? 2 : 1) * hidden)
    let output = MatrixProduct(vectors: vectors, inner: hidden, outputs: width)
    return [
      LinearOperator(role: .feedForwardInput, product: input, matrices: matrices),
      LinearOperator(role: .feedForwardOutput, product: output, matrices: matrices),
    ]
  }

  /// The second stack reads its input once, before the first new token.
  private func encoderOperators(_ pass: ForwardPass) -> [LinearOperator] {
    guard pass.context == 0, encoderTokens > 0 else { return [] }
    let vectors = pass.sequences * encoderTokens
    let queries = heads * headWidth
    let input = MatrixProduct(
      vectors: vectors, inner: width, outputs: queries + 2 * keyValueHeads * headWidth)
    let output = MatrixProduct(vectors: vectors, inner: queries, outputs: width)
    return [
      LinearOperator(role: .attentionInput, product: input, matrices: 1),
      LinearOperator(role: .attentionOutput, product: output, matrices: 1),
    ] + feedForward(feedForwardWidth, vectors: vectors, matrices: 1)
  }

  private func outputOperators(_ pass: ForwardPass) -> [LinearOperator] {
    guard vocabulary > 0 else { return [] }
    let product = MatrixProduct(
      vectors: pass.vectors, inner: embeddingWidth ?? width, outputs: vocabulary)
    return [LinearOperator(role: .output, product: product, matrices: 1)]
  }

  /// Products of activations that `pass` computes: queries with keys, and weights with values.
  ///
  /// Each comes as the product of one head of one sequence, and how many of them there are.
  public func attentionProducts(_ pass: ForwardPass) -> [(product: MatrixProduct, count: Int)] {
    let seen = isCausal ? pass.context + groups(pass.tokens, of: 2) : pass.context + pass.tokens
    let full = layers - (0..<layers).count { isLinear(layer: $0) }
    guard full > 0 else { return [] }
    let count = full * heads * pass.sequences
    var keys = headWidth
    var values = headWidth
    if case .latent(let latent) = attention {
      keys = latent.plainWidth + latent.rotaryWidth
      values = latent.valueWidth
    }
    return [
      (MatrixProduct(vectors: pass.tokens, inner: keys, outputs: seen), count),
      (MatrixProduct(vectors: pass.tokens, inner: seen, outputs: values), count),
    ]
  }
}

extension LinearOperator {
  fileprivate func repeated(_ times: Int) -> LinearOperator {
    var copy = self
    copy.matrices *= times
    return copy
  }
}
