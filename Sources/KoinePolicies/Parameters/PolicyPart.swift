/// A part of which policies are composed; its raw value is how keys of parameters begin.
public enum PolicyPart: String, CaseIterable, Hashable, Sendable {
  case order, placement, backfill, preemption, allocator

  /// What can be chosen for the part, in the order in which it is listed.
  public var choices: [(name: String, meaning: String, parameters: [PolicyParameter])] {
    switch self {
    case .order: OrderName.allCases.map { ($0.rawValue, $0.meaning, $0.parameters) }
    case .placement: PlacementName.allCases.map { ($0.rawValue, $0.meaning, $0.parameters) }
    case .backfill: BackfillName.allCases.map { ($0.rawValue, $0.meaning, $0.parameters) }
    case .preemption: PreemptionName.allCases.map { ($0.rawValue, $0.meaning, $0.parameters) }
    case .allocator: AllocatorName.allCases.map { ($0.rawValue, $0.meaning, $0.parameters) }
    }
  }

  /// Choices, and words of parameters as `name=word`, that know what no scheduler can: bounds for
  /// others, and no policies to be used.
  public var oracles: Set<String> {
    switch self {
    case .order: [OrderName.shortestTrue.rawValue, "by=duration"]
    case .placement, .backfill, .preemption, .allocator: []
    }
  }

  /// The choices that declare a parameter of that name.
  func choices(with parameter: String) -> [String] {
    choices.filter { $0.parameters.contains { $0.name == parameter } }.map(\.name)
  }
}

extension PolicySpecification {
  /// The name of what is chosen for a part.
  public func choice(of part: PolicyPart) -> String {
    switch part {
    case .order: order.rawValue
    case .placement: placement.rawValue
    case .backfill: backfill.rawValue
    case .preemption: preemption.rawValue
    case .allocator: allocator.rawValue
    }
  }

  /// The parts that decide something: an allocator replaces all others but the placement.
  public var decidingParts: [PolicyPart] {
    PolicyPart.allCases.filter { part in
      switch part {
      case .placement: true
      case .allocator: allocator != .none
      case .order, .backfill, .preemption: allocator == .none
      }
    }
  }

  /// Parameters of ``decidingParts`` that differ from their defaults.
  public var decidingParameters: [(key: String, value: ParameterValue)] {
    parameters.entries.filter { decidingParts.contains($0.part) }.map { ($0.key, $0.value) }
  }

  /// Chooses what is called `name` for a part.
  ///
  /// - Precondition: it is one of the part's choices.
  public mutating func choose(_ name: String, for part: PolicyPart) {
    switch part {
    case .order: order = OrderName(rawValue: name)!
    case .placement: placement = PlacementName(rawValue: name)!
    case .backfill: backfill = BackfillName(rawValue: name)!
    case .preemption: preemption = PreemptionName(rawValue: name)!
    case .allocator: allocator = AllocatorName(rawValue: name)!
    }
  }

  /// The parameters that what is chosen for a part declares.
  public func declared(by part: PolicyPart) -> [PolicyParameter] {
    switch part {
    case .order: order.parameters
    case .placement: placement.parameters
    case .backfill: backfill.parameters
    case .preemption: preemption.parameters
    case .allocator: allocator.parameters
    }
  }
}

extension OrderName {
  /// What can be set of it; see ``PolicySpecification/set(_:to:)-(_,String)``.
  public var parameters: [PolicyParameter] {
    switch self {
    case .wfp3: Wfp3.parameters
    case .srtf: ShortestRemaining.parameters
    case .las: LeastAttainedService.parameters
    case .tiresias: Tiresias.parameters
    case .gittins: Gittins.parameters
    case .fairShare: FairShare.parameters
    case .fifo, .shortest, .shortestTrue, .smallest, .largest, .priority, .f1, .f2, .f3, .f4, .edf,
      .gandiva, .themis, .drf:
      []
    }
  }
}

extension PlacementName {
  /// What can be set of it; see ``PolicySpecification/set(_:to:)-(_,String)``.
  public var parameters: [PolicyParameter] {
    switch self {
    case .bestFit: LeastLeft.parameters
    case .dotProduct: DotProduct.parameters
    case .affinity: Affinity.parameters
    case .firstFit, .worstFit, .random, .gpuPacking, .gpuClustering, .fgd, .topology: []
    }
  }
}

extension BackfillName {
  /// What can be set of it; see ``PolicySpecification/set(_:to:)-(_,String)``.
  public var parameters: [PolicyParameter] {
    switch self {
    case .easy: Easy.parameters
    case .none, .skip, .conservative: []
    }
  }
}

extension PreemptionName {
  /// What can be set of it; see ``PolicySpecification/set(_:to:)-(_,String)``.
  public var parameters: [PolicyParameter] {
    switch self {
    case .rounds: Rounds.parameters
    case .defragment: Defragment.parameters
    case .none, .rank: []
    }
  }
}
