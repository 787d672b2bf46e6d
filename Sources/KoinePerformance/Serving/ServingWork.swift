public import KoineModel

/// What a replica serves: a model, and requests of a mean length.
public struct ServingWork: Hashable, Sendable {
  public var model: NeuralModel
  public var promptTokens: Int
  /// Tokens that a request generates; for models that generate none, passes over the prompt: 1 for
  /// an encoder, the steps of a diffusion.
  public var outputTokens: Int
  /// Requests that a replica takes at a time at most, whatever its memory.
  public var maximumBatch: Int

  public init(
    model: NeuralModel, promptTokens: Int, outputTokens: Int, maximumBatch: Int = 1024
  ) {
    precondition(promptTokens > 0 && outputTokens > 0 && maximumBatch > 0)
    self.model = model
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.maximumBatch = maximumBatch
  }

  /// What `service` asks of a replica.
  public init(_ service: Service, model: NeuralModel) {
    self.init(
      model: model, promptTokens: service.promptTokens, outputTokens: service.outputTokens)
  }

  /// Whether the model generates token by token.
  public var isGenerative: Bool { model.isCausal && model.vocabulary > 0 }

  /// Tokens of a request when it ends.
  var finalTokens: Int { isGenerative ? promptTokens + outputTokens : promptTokens }

  /// The pass that reads a prompt.
  var prefill: ForwardPass { ForwardPass(sequences: 1, tokens: promptTokens) }

  /// A step of decoding for `batch` requests, in the middle of their outputs; for models that
  /// generate nothing, a pass over all of them.
  func step(batch: Int) -> ForwardPass {
    isGenerative
      ? ForwardPass(sequences: batch, tokens: 1, context: promptTokens + outputTokens / 2)
      : ForwardPass(sequences: batch, tokens: promptTokens)
  }
}
