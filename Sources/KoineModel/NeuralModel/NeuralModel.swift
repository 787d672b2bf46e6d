/// What kind of network a model is. A label for reports, and what it computes on: text tokens,
/// patches of pictures or of video, frames of sound.
public enum NeuralModelKind: String, CaseIterable, Sendable {
  case decoder, encoder
  case mixtureOfExperts = "mixture-of-experts"
  case diffusionTransformer = "diffusion-transformer"
  case speech, vision
}

/// A transformer that jobs train or serve: its shape, from which parameters, arithmetic and memory
/// follow, and what its authors say about it.
///
/// Counts leave out biases, which are below 0.2 % of every model that has them.
public struct NeuralModel: Hashable, Sendable {
  /// Name of the file without its ending, such as `llama-3-8b`.
  public var key: String
  public var name: String
  public var aliases: [String]
  public var kind: NeuralModelKind
  /// Layers of the main stack.
  public var layers: Int
  /// Width of the residual stream.
  public var width: Int
  /// Query heads per layer.
  public var heads: Int
  /// Heads of keys and values; fewer than `heads` with grouped queries.
  public var keyValueHeads: Int
  public var headWidth: Int
  public var attention: Attention
  /// Whether a token sees only those before it.
  public var isCausal: Bool
  /// Hidden width of the dense feed-forward blocks; 0 where every layer has experts.
  public var feedForwardWidth: Int
  /// Whether feed-forward blocks have a gate: three matrices instead of two.
  public var isGated: Bool
  public var experts: Experts?
  /// Tokens of the vocabulary; 0 for models that know no tokens.
  public var vocabulary: Int
  /// Width of the token embedding where it differs from `width`.
  public var embeddingWidth: Int?
  /// Whether the output projection is the embedding.
  public var hasTiedEmbeddings: Bool
  /// Positions with a learned embedding; 0 with rotary or computed ones.
  public var learnedPositions: Int
  /// Tokens of another sequence that each layer also attends to; 0 without cross-attention.
  public var crossAttentionTokens: Int
  /// Layers of a second stack of the same widths that reads the input, and the tokens it reads.
  public var encoderLayers: Int
  public var encoderTokens: Int
  /// Parameters outside the layers and embeddings: patches, convolutions, conditioning.
  public var stemParameters: Int
  /// Tokens of a sequence where a job does not say.
  public var sequenceLength: Int
  /// What the authors print.
  public var publishedParameters: Figure?
  public var publishedActiveParameters: Figure?
  public var year: Int?
  public var source: String
  public var notes: String?

  /// A dense decoder of that shape; the rest is set afterwards.
  public init(
    key: String, layers: Int, width: Int, heads: Int, keyValueHeads: Int? = nil,
    headWidth: Int? = nil, feedForwardWidth: Int, isGated: Bool = true, vocabulary: Int,
    sequenceLength: Int
  ) {
    precondition(layers >= 1 && width >= 1 && heads >= 1, "a model has layers, width and heads")
    self.key = key
    name = key
    aliases = []
    kind = .decoder
    self.layers = layers
    self.width = width
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headWidth = headWidth ?? width / heads
    attention = .full
    isCausal = true
    self.feedForwardWidth = feedForwardWidth
    self.isGated = isGated
    self.vocabulary = vocabulary
    hasTiedEmbeddings = false
    learnedPositions = 0
    crossAttentionTokens = 0
    encoderLayers = 0
    encoderTokens = 0
    stemParameters = 0
    self.sequenceLength = sequenceLength
    source = ""
  }
}

/// How the layers of a model attend.
public enum Attention: Hashable, Sendable {
  /// Every token to every (earlier) one.
  case full
  /// The same over compressed keys and values.
  case latent(LatentAttention)
  /// Linear attention, and full attention in every `fullEvery`-th layer, counted from the start.
  case linearHybrid(fullEvery: Int)
}

/// Widths of multi-head latent attention (arXiv 2405.04434): queries, keys and values pass through
/// a low rank, and only the compressed pair and the rotary key are cached.
public struct LatentAttention: Hashable, Sendable {
  public var queryRank: Int
  public var keyValueRank: Int
  /// Width of a head's rotary part.
  public var rotaryWidth: Int
  /// Width of a head's other part, of queries and keys.
  public var plainWidth: Int
  public var valueWidth: Int

  public init(
    queryRank: Int, keyValueRank: Int, rotaryWidth: Int, plainWidth: Int, valueWidth: Int
  ) {
    self.queryRank = queryRank
    self.keyValueRank = keyValueRank
    self.rotaryWidth = rotaryWidth
    self.plainWidth = plainWidth
    self.valueWidth = valueWidth
  }
}

/// The experts of a layer of a mixture.
public struct Experts: Hashable, Sendable {
  /// Routed experts of a layer, and how many of them each token visits.
  public var count: Int
  public var active: Int
  /// Experts that every token visits.
  public var shared: Int
  /// Hidden width of one expert.
  public var width: Int
  /// Hidden width of the shared experts together.
  public var sharedWidth: Int
  /// First layers that have a dense feed-forward block instead.
  public var denseLayers: Int

  public init(
    count: Int, active: Int, shared: Int = 0, width: Int, sharedWidth: Int? = nil,
    denseLayers: Int = 0
  ) {
    precondition(active <= count, "a token cannot visit more experts than there are")
    self.count = count
    self.active = active
    self.shared = shared
    self.width = width
    self.sharedWidth = sharedWidth ?? shared * width
    self.denseLayers = denseLayers
  }
}
