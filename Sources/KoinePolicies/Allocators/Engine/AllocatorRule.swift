import KoineLinearPrograms

/// An allocator chosen by name when the run begins.
struct AllocatorRule: Sendable {
  private let rule: any Allocator
  private let allox: Allox?
  /// Whether kinds are filled fastest first; otherwise in a new order each round.
  let knowsKinds: Bool

  /// - Precondition: `name` is not ``AllocatorName/none``.
  init(_ name: AllocatorName, _ values: ParameterValues) {
    let declared = name.parameters.map(\.name)
    let knows =
      declared.contains(AllocatorName.knowsKinds.name)
      ? values.choice(AllocatorName.knowsKinds) == "yes" : name == .allox
    knowsKinds = knows
    allox = name == .allox ? Allox(alpha: values.number(AllocatorName.alpha)) : nil
    switch name {
    case .none, .isolated, .proportional, .pollux: rule = Isolated()
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

  /// - Parameter held: The kind of which each job holds an accelerator until it ends, for AlloX.
  func allocate(
    _ problem: AllocationProblem, held: [Int?], _ solver: inout SharingSolver
  ) -> Allocation {
    if let allox { return allox.allocate(problem, held: held) }
    return rule.allocateOrFallBack(problem, &solver)
  }

  /// Whether a job keeps what it gets until it ends.
  var keepsShares: Bool { allox != nil }
}
