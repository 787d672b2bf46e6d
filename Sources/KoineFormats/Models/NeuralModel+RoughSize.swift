import KoineModel

extension NeuralModel {
  /// Parameters, or somewhat more, worked out so that no figures overflow.
  var roughParameters: Double {
    let stack = Double(layers) + Double(encoderLayers)
    let inner = Double(embeddingWidth ?? width)
    return stack * (roughAttention + roughFeedForward)
      + (Double(vocabulary) + Double(learnedPositions) + inner) * (inner + Double(width))
      + Double(stemParameters)
  }

  private var roughAttention: Double {
    let plain = 9 * Double(width) * Double(heads) * Double(headWidth)
    guard case .latent(let latent) = attention else { return plain }
    let head = Double(latent.plainWidth) + Double(latent.rotaryWidth) + Double(latent.valueWidth)
    let ranks = Double(latent.queryRank) + Double(latent.keyValueRank) + Double(width)
    return plain + ranks * (Double(width) + Double(latent.rotaryWidth) + Double(heads) * head)
  }

  private var roughFeedForward: Double {
    var hidden = Double(feedForwardWidth)
    if let experts {
      hidden += Double(experts.count) * (Double(experts.width) + 1)
      hidden += Double(experts.sharedWidth)
    }
    return 3 * Double(width) * (hidden + 1)
  }
}
