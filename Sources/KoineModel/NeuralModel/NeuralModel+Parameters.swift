extension NeuralModel {
  /// Whether layer `index` of the main stack has experts.
  public func hasExperts(layer index: Int) -> Bool {
    experts.map { index >= $0.denseLayers } ?? false
  }

  /// Whether layer `index` of the main stack attends linearly.
  public func isLinear(layer index: Int) -> Bool {
    if case .linearHybrid(let every) = attention { return (index + 1) % every != 0 }
    return false
  }

  /// Matrices of the attention of layer `index`, cross-attention included.
  public func attentionParameters(layer index: Int) -> Int {
    let queries = heads * headWidth
    let cross = crossAttentionTokens > 0 ? width * (2 * queries + 2 * keyValueHeads * headWidth) : 0
    if isLinear(layer: index) {
      // Queries, keys and values of all heads, the output gate and the output.
      return 5 * width * queries + cross
    }
    if case .latent(let latent) = attention { return latentParameters(latent) + cross }
    return width * (2 * queries + 2 * keyValueHeads * headWidth) + cross
  }

  private func latentParameters(_ latent: LatentAttention) -> Int {
    let head = latent.plainWidth + latent.rotaryWidth
    let queries =
      latent.queryRank == 0
      ? width * heads * head : latent.queryRank * (width + heads * head)
    let keysAndValues =
      width * (latent.keyValueRank + latent.rotaryWidth)
      + latent.keyValueRank * heads * (latent.plainWidth + latent.valueWidth)
    return queries + keysAndValues + heads * latent.valueWidth * width
  }

  private var feedForwardMatrices: Int { isGated ? 3 : 2 }

  /// Matrices of one routed expert; 0 without experts.
  public var expertParameters: Int { feedForwardMatrices * width * (experts?.width ?? 0) }

  /// Parameters of the routed experts of layer `index`: what expert parallelism divides.
  public func routedParameters(layer index: Int) -> Int {
    hasExperts(layer: index) ? experts!.count * expertParameters : 0
  }

  /// Feed-forward matrices that every token passes in layer `index`: the dense block, or the shared
  /// experts and the router.
  public func commonFeedForwardParameters(layer index: Int) -> Int {
    guard hasExperts(layer: index), let experts else {
      return feedForwardMatrices * width * feedForwardWidth
    }
    return feedForwardMatrices * width * experts.sharedWidth + width * experts.count
  }

  /// All parameters of layer `index` of the main stack, with its norms.
  public func parameters(layer index: Int) -> Int {
    attentionParameters(layer: index) + commonFeedForwardParameters(layer: index)
      + routedParameters(layer: index) + 2 * width
  }

  /// The parameters of layer `index` that one token passes.
  public func activeParameters(layer index: Int) -> Int {
    let visited = hasExperts(layer: index) ? experts!.active * expertParameters : 0
    return attentionParameters(layer: index) + commonFeedForwardParameters(layer: index)
      + visited + 2 * width
  }

  /// Parameters of one layer of the second stack, which has neither experts nor cross-attention.
  public var encoderLayerParameters: Int {
    width * (2 * heads * headWidth + 2 * keyValueHeads * headWidth)
      + feedForwardMatrices * width * feedForwardWidth + 2 * width
  }

  /// The table of token vectors, with what adapts its width and with learned positions.
  public var embeddingParameters: Int {
    let inner = embeddingWidth ?? width
    return vocabulary * inner + (inner == width ? 0 : inner * width) + learnedPositions * width
  }

  /// The projection onto the vocabulary as a table of its own; 0 where the embedding serves.
  public var outputParameters: Int {
    let inner = embeddingWidth ?? width
    return (hasTiedEmbeddings ? 0 : vocabulary * inner) + (inner == width ? 0 : inner * width)
  }

  /// All parameters. - Complexity: O(layers).
  public var parameters: Int {
    (0..<layers).reduce(0) { $0 + parameters(layer: $1) } + parametersOutsideLayers
  }

  /// Parameters that one token passes, tables included. - Complexity: O(layers).
  public var activeParameters: Int {
    (0..<layers).reduce(0) { $0 + activeParameters(layer: $1) } + parametersOutsideLayers
  }

  /// The tables, the second stack and the stem.
  public var parametersOutsideLayers: Int {
    embeddingParameters + outputParameters + encoderLayers * encoderLayerParameters
      + stemParameters + width
  }
}
