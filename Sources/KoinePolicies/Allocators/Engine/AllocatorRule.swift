import KoineLinearPrograms

/// An allocator chosen by name when the run begins.
struct AllocatorRule: Sendable {
  private let rule: any Allocator
  private let allox: Allox?
  private let packing: SpaceSharing?
  private var gandiva: RandomPairs?
  /// Whether kinds are filled fastest first; otherwise in a new order each round.
  let knowsKinds: Bool

  /// - Parameters:
  ///   - pairs: what is known of pairs, for one that packs.
  ///   - seed: of what it draws.
  /// - Precondition: `name` is not ``AllocatorName/none``.
  init(
    _ name: AllocatorName, _ values: ParameterValues,
    pairs: PairSpeeds = PairSpeeds(classes: 0, kinds: 0), seed: UInt64 = 0
  ) {
    let declared = name.parameters.map(\.name)
    let knows =
      declared.contains(AllocatorName.knowsKinds.name)
      ? values.choice(AllocatorName.knowsKinds) == "yes" : name == .allox || name.packs
    knowsKinds = knows
    allox = name == .allox ? Allox(alpha: values.number(AllocatorName.alpha)) : nil
    packing = name == .maxMinPacked ? SpaceSharing(pairs) : nil
    gandiva = name == .gandiva ? RandomPairs(pairs, seed: seed) : nil
    switch name {
    case .none, .isolated, .proportional, .pollux, .maxMinPacked, .gandiva: rule = Isolated()
    case .maxMin: rule = MaxMinFairness(knowsKinds: knows)
    case .waterFilling: rule = WaterFilling(knowsKinds: knows)
    case .maxThroughput: rule = MaxSumThroughput(knowsKinds: knows)
    case .makespan:
      rule = MinMakespan(knowsKinds: knows, slack: values.number(AllocatorName.slack))
    case .finishTime: rule = FinishTimeFairness(knowsKinds: knows)
    case .minCost: rule = MinCost(knowsKinds: knows)
    case .allox: rule = Allox(alpha: values.number(AllocatorName.alpha))
    }
  }

  /// - Parameters:
  ///   - held: the kind of which each job holds an accelerator until it ends, for AlloX.
  ///   - classes: of each job in the table of pairs.
  mutating func allocate(
    _ problem: AllocationProblem, held: [Int?], classes: [Int] = [], _ solver: inout SharingSolver
  ) -> Allocation {
    if let allox { return allox.allocate(problem, held: held) }
    if gandiva != nil { return gandiva!.allocate(problem, classes: classes) }
    if let packing {
      return solver.allocateOrFallBack(problem) { () throws(LinearProgramFailure) in
        try packing.allocate(problem, classes: classes)
      }
    }
    return rule.allocateOrFallBack(problem, &solver)
  }

  /// Whether a job keeps what it gets until it ends.
  var keepsShares: Bool { allox != nil }
}
