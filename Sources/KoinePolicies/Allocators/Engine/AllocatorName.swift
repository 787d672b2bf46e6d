/// Which part of the time of which chips jobs get, in rounds; with one, the order and the backfill of a
/// policy decide nothing.
public enum AllocatorName: String, CaseIterable, Sendable {
  case none
  case maxMin = "max-min"
  case maxMinPacked = "max-min-packed"
  case waterFilling = "water-filling"
  case maxThroughput = "max-throughput"
  case makespan
  case finishTime = "finish-time"
  case minCost = "min-cost"
  case isolated
  case allox
  case gandiva
  case proportional
  case pollux

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .none: "no rounds: jobs start by order and backfill and run to their end"
    case .maxMin: "raises the least of all jobs' normalised rates (Gavel)"
    case .maxMinPacked: "the same with two jobs on the same accelerators where that pays (Gavel)"
    case .waterFilling: "max-min, then the least of the others, and so on (Gavel)"
    case .maxThroughput: "the largest sum of rates, whoever gets them (Gavel)"
    case .makespan: "everybody done as early as the last can be (Gavel)"
    case .finishTime: "the smallest largest ratio of the time to an equal part's (Themis, Gavel)"
    case .minCost: "the most work per rent (Gavel)"
    case .isolated: "an equal part of every kind for everybody"
    case .allox: "the least sum of completion times by matching; one accelerator per job (AlloX)"
    case .gandiva: "turns for all; when crowded, in pairs drawn at random that pay (Gandiva)"
    case .proportional: "jobs grow and shrink: accelerators in proportion to what they ask for"
    case .pollux: "jobs grow and shrink: the harmonic mean of their speed-ups (Pollux)"
    }
  }

  /// What can be set of it; see ``PolicySpecification/set(_:to:)-(_,String)``.
  public var parameters: [PolicyParameter] {
    switch self {
    case .none: []
    case .proportional, .pollux: [Self.elasticQuantum_s]
    case .isolated: RoundParameters.all
    case .maxMinPacked, .gandiva: [RoundParameters.quantum_s, RoundParameters.reallocate_s]
    case .makespan: RoundParameters.all + [Self.knowsKinds, Self.slack]
    case .allox: RoundParameters.all + [Self.alpha]
    case .maxMin, .waterFilling, .maxThroughput, .finishTime, .minCost:
      RoundParameters.all + [Self.knowsKinds]
    }
  }

  /// Whether it changes the sizes of jobs instead of giving them shares of time.
  public var isElastic: Bool { self == .proportional || self == .pollux }

  /// Whether it puts two jobs on the same accelerators, by speeds that were measured of pairs.
  public var packs: Bool { self == .maxMinPacked || self == .gandiva }

  static let elasticQuantum_s = PolicyParameter.number(
    "quantum_s", in: 1...86_400, default: 60, unit: "s", scale: .logarithmic,
    "length of a round")
  static let knowsKinds = PolicyParameter.choice(
    "knows_kinds", among: ["yes", "no"], default: "yes",
    "whether it knows how fast which job is on which kind of chips")
  static let slack = PolicyParameter.number(
    "slack", in: 0...0.5, default: 0.05,
    "how close to the shortest makespan its search goes, as a part of it")
  static let alpha = PolicyParameter.number(
    "alpha", in: 0...1, default: 1, "part of the waiting jobs that is matched, by arrival")
}

/// What all allocators' rounds have in common.
enum RoundParameters {
  static let quantum_s = PolicyParameter.number(
    "quantum_s", in: 1...86_400, default: 360, unit: "s", scale: .logarithmic,
    "length of a round")
  static let reallocate_s = PolicyParameter.number(
    "reallocate_s", in: 0...604_800, default: 1920, unit: "s",
    "least time between two allocations, for which new jobs wait")
  static let solution = PolicyParameter.choice(
    "solution", among: SharingSolver.Wish.allCases.map(\.rawValue), default: "middle",
    "which of all optimal shares: the middle, or a corner by GLPK's simplex")
  static let all = [quantum_s, reallocate_s, solution]
}

extension PolicySpecification {
  /// Policies that give jobs shares of time, with and without knowledge of the kinds.
  static let inRounds: [(name: String, policy: PolicySpecification)] =
    AllocatorName.allCases.filter { $0 != .none }.flatMap { name in
      let short = shortName(of: name)
      let policy = PolicySpecification(allocator: name)
      guard name.parameters.contains(AllocatorName.knowsKinds) else { return [(short, policy)] }
      var blind = policy
      blind.parameters.set(AllocatorName.knowsKinds, of: .allocator, to: .choice("no"))
      return [(short, policy), ("\(short)-agnostic", blind)]
    }

  private static func shortName(of name: AllocatorName) -> String {
    switch name {
    case .none, .allox, .proportional, .pollux: name.rawValue
    // The order of that name takes turns without packing.
    case .gandiva: "gandiva-packed"
    case .maxMin, .maxMinPacked, .waterFilling, .maxThroughput, .makespan, .finishTime, .minCost,
      .isolated:
      "gavel-\(name.rawValue)"
    }
  }

  /// Rounds by the shares of an allocator, each job on the node that is left with least.
  public init(allocator: AllocatorName) {
    self.init(order: .fifo, placement: .bestFit, backfill: .none)
    self.allocator = allocator
  }
}
