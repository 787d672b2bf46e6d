import KoineLinearPrograms

/// An allocator chosen by name when the run begins.
struct AllocatorRule: Sendable {
  /// The allocator with what it is told beside the problem.
  private enum Kind: Sendable {
    case plain(any Allocator)
    /// Told what jobs hold.
    case matching(Allox)
    /// Told the classes of jobs.
    case packing(SpaceSharing)
    /// Told the classes of jobs; changes with every allocation.
    case pairing(RandomPairs)
  }

  private var kind: Kind
  /// Whether kinds are filled fastest first; otherwise in a new order each round.
  let knowsKinds: Bool

  /// - Parameters:
  ///   - pairs: what is known of pairs, for one that packs.
  ///   - seed: of what it draws.
  /// - Precondition: `name` gives shares of time: it is not ``AllocatorName/none`` and not elastic.
  init(
    _ name: AllocatorName, _ values: ParameterValues,
    pairs: PairSpeeds = PairSpeeds(classes: 0, kinds: 0), seed: UInt64 = 0
  ) {
    let declared = name.parameters.map(\.name)
    let knows =
      declared.contains(AllocatorName.knowsKinds.name)
      ? values.choice(AllocatorName.knowsKinds) == "yes" : name == .allox || name.packs
    knowsKinds = knows
    switch name {
    case .none, .proportional, .pollux:
      preconditionFailure("\(name.rawValue) gives no shares of time")
    case .isolated: kind = .plain(Isolated())
    case .maxMin: kind = .plain(MaxMinFairness(knowsKinds: knows))
    case .waterFilling: kind = .plain(WaterFilling(knowsKinds: knows))
    case .maxThroughput: kind = .plain(MaxSumThroughput(knowsKinds: knows))
    case .makespan:
      kind = .plain(MinMakespan(knowsKinds: knows, slack: values.number(AllocatorName.slack)))
    case .finishTime: kind = .plain(FinishTimeFairness(knowsKinds: knows))
    case .minCost: kind = .plain(MinCost(knowsKinds: knows))
    case .allox: kind = .matching(Allox(alpha: values.number(AllocatorName.alpha)))
    case .maxMinPacked: kind = .packing(SpaceSharing(pairs))
    case .gandiva: kind = .pairing(RandomPairs(pairs, seed: seed))
    }
  }

  /// - Parameters:
  ///   - held: the kind of which each job holds an accelerator until it ends, for AlloX.
  ///   - classes: of each job in the table of pairs, for one that packs.
  mutating func allocate(
    _ problem: AllocationProblem, held: [Int?], classes: [Int] = [], _ solver: inout SharingSolver
  ) -> Allocation {
    switch kind {
    case .plain(let rule):
      return rule.allocateOrFallBack(problem, &solver)
    case .matching(let allox):
      return allox.allocate(problem, held: held)
    case .packing(let sharing):
      return solver.allocateOrFallBack(problem) { () throws(LinearProgramFailure) in
        try sharing.allocate(problem, classes: classes)
      }
    case .pairing(var random):
      let allocation = random.allocate(problem, classes: classes)
      kind = .pairing(random)
      return allocation
    }
  }

  /// Whether a job keeps what it gets until it ends.
  var keepsShares: Bool {
    if case .matching = kind { return true }
    return false
  }
}
