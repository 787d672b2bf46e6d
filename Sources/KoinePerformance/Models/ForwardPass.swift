/// One pass of sequences through a model: how many, how many tokens of each are new, and how many
/// stand in the cache before them.
public struct ForwardPass: Hashable, Sendable {
  public var sequences: Int
  /// New tokens of each sequence: the prompt in prefill, 1 in decoding.
  public var tokens: Int
  /// Tokens of each sequence that are cached.
  public var context: Int

  public init(sequences: Int, tokens: Int, context: Int = 0) {
    precondition(sequences > 0 && tokens > 0 && context >= 0, "an empty pass")
    self.sequences = sequences
    self.tokens = tokens
    self.context = context
  }

  /// Vectors that go through every matrix.
  public var vectors: Int { sequences * tokens }

  /// The length of a fresh causal sequence whose tokens see as many others on average.
  var equivalentLength: Int { 2 * context + tokens }
}
