/// How a replica serves at one number of requests at a time.
public struct ServingPoint: Hashable, Sendable {
  /// Requests that are served at a time.
  public var batch: Int
  /// Reading one prompt, and one step of decoding, s.
  public var prefill: PassCost
  public var step: PassCost
  /// From arrival to the first token, without waiting for a place: the running step and the
  /// prompt; for models that generate nothing, the whole request.
  public var timeToFirstToken_s: Double
  /// Per token after the first, with the prompts of others that come between; 0 without such tokens.
  public var timePerOutputToken_s: Double
  /// Requests that begin and end in a second.
  public var requests_per_s: Double
  public var outputTokens_per_s: Double
  public var promptTokens_per_s: Double
}

extension ServingReplica {
  /// How `work` is served with `batch` requests at a time.
  ///
  /// In a steady state a request of `o` tokens lives through `o - 1` steps and through the prompts
  /// of the `batch` requests that come meanwhile, so that
  /// `tpot = step(batch) + batch x prefill / (o - 1)` and `rate = batch / ((o - 1) x tpot)`.
  ///
  /// In a pipeline of `s` stages the requests go round in `s` groups, one at each stage, and a step is
  /// a pass of one group through all of them; a prompt keeps each stage busy for `prefill / s`.
  ///
  /// - Throws: that photonic cards have too few bits.
  public func point(_ work: ServingWork, batch: Int) throws(ServingRefusal) -> ServingPoint {
    let step = try stepCost(work, batch: batch)
    let outputs = Double(work.outputTokens)
    var prefill = PassCost()
    var first_s = step.total_s * outputs
    var token_s = 0.0
    var rate = Double(batch) / first_s
    if work.isGenerative {
      prefill = try cost(of: work.prefill, through: work.model)
      let busy_s = prefill.total_s / Double(stages)
      if work.outputTokens == 1 {
        first_s = prefill.total_s
        rate = 1 / busy_s
      } else {
        first_s = prefill.total_s + step.total_s
        token_s = step.total_s + Double(batch) * busy_s / (outputs - 1)
        rate = Double(batch) / ((outputs - 1) * token_s)
      }
    }
    return ServingPoint(
      batch: batch, prefill: prefill, step: step, timeToFirstToken_s: first_s,
      timePerOutputToken_s: token_s, requests_per_s: rate,
      outputTokens_per_s: work.isGenerative ? rate * outputs : 0,
      promptTokens_per_s: rate * Double(work.promptTokens))
  }

  /// A pass of every group of the `batch` requests through one stage; at least that of one group through
  /// all.
  private func stepCost(
    _ work: ServingWork, batch: Int
  ) throws(ServingRefusal) -> PassCost {
    let (each, more) = batch.quotientAndRemainder(dividingBy: stages)
    if each == 0 { return try cost(of: work.step(batch: 1), through: work.model) }
    let usual = try cost(of: work.step(batch: each), through: work.model)
    if more == 0 { return usual }
    let larger = try cost(of: work.step(batch: each + 1), through: work.model)
    return usual.mixed(with: larger, share: Double(more) / Double(stages))
  }
}
