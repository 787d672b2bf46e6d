/// A model that is served to users as long as the cluster runs: its load, what its users are
/// promised, and how it follows the load.
public struct Service: Hashable, Sendable {
  public var name: String
  /// Key of the model.
  public var model: String
  public var load: LoadCurve
  /// Mean lengths of a request, tokens. For models that generate nothing, `outputTokens` is the
  /// passes of a request: 1 for an encoder, the steps of a diffusion.
  public var promptTokens: Int
  public var outputTokens: Int
  public var objectives: ServiceObjectives
  public var replica: ReplicaRequest
  public var scaling: ScalingRule
  /// Where it is written, and each of `replica.chips` in their order; unknown for one that no file holds.
  public var place: InputPlace?
  public var chipPlaces: [InputPlace] = []

  public init(
    name: String, model: String, load: LoadCurve, promptTokens: Int, outputTokens: Int,
    replica: ReplicaRequest, objectives: ServiceObjectives = ServiceObjectives(),
    scaling: ScalingRule = ScalingRule()
  ) {
    precondition(promptTokens > 0 && outputTokens > 0, "a request has a prompt and an output")
    self.name = name
    self.model = model
    self.load = load
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.replica = replica
    self.objectives = objectives
    self.scaling = scaling
  }
}

/// A place in an input file, for messages.
public struct InputPlace: Hashable, Sendable {
  public var file: String
  /// Counted from 1.
  public var line: Int?
  /// Dotted path of the key.
  public var key: String?

  public init(file: String, line: Int? = nil, key: String? = nil) {
    self.file = file
    self.line = line
    self.key = key
  }
}

/// What a service promises; what is `nil` is not promised.
public struct ServiceObjectives: Hashable, Sendable {
  /// Time from a request's arrival to its first token, s.
  public var timeToFirstToken_s: Double?
  /// Time per output token after the first, s.
  public var timePerOutputToken_s: Double?

  public init(timeToFirstToken_s: Double? = nil, timePerOutputToken_s: Double? = nil) {
    self.timeToFirstToken_s = timeToFirstToken_s
    self.timePerOutputToken_s = timePerOutputToken_s
  }
}

/// What one replica of a service asks for.
public struct ReplicaRequest: Hashable, Sendable {
  /// Accelerators that share the model; 0 leaves it to the fewest that hold it.
  public var accelerators: Int
  /// Names of chips of which any one will do, the preferred first; empty for any chip.
  public var chips: [String]
  /// Number format of weights and arithmetic.
  public var precision: Precision
  /// Significant bits that results must have, where the model bears fewer than the format has.
  public var bits: Double?
  /// Whether linear work falls back to the digital part of photonic cards with too few bits;
  /// otherwise such cards are refused.
  public var fallsBack: Bool

  public init(
    accelerators: Int = 0, chips: [String] = [], precision: Precision = .fp16,
    bits: Double? = nil, fallsBack: Bool = false
  ) {
    precondition(accelerators >= 0)
    self.bits = bits
    self.fallsBack = fallsBack
    self.accelerators = accelerators
    self.chips = chips
    self.precision = precision
  }
}

/// How the number of replicas follows the load.
public struct ScalingRule: Hashable, Sendable {
  /// Capacity beyond the load, as a share of it, 0 or more.
  public var headRoom: Double
  /// Replicas that stay whatever the load, and that are never exceeded.
  public var minimum: Int
  public var maximum: Int
  /// How long before a rise replicas are wanted, so that they are up when it comes.
  public var lead: Interval
  /// How long after a fall replicas are kept.
  public var hold: Interval

  public init(
    headRoom: Double = 0.2, minimum: Int = 1, maximum: Int = 1_000_000, lead: Interval = .zero,
    hold: Interval = .zero
  ) {
    precondition(headRoom >= 0 && minimum >= 0 && maximum >= max(1, minimum))
    precondition(lead >= .zero && hold >= .zero)
    self.headRoom = headRoom
    self.minimum = minimum
    self.maximum = maximum
    self.lead = lead
    self.hold = hold
  }
}
