import KoineSearch

/// Evaluates a function under an optimiser until the budget is spent; `evaluate` is given the point and
/// the share.
func search(
  _ optimiser: any Optimiser, budget: Int, _ evaluate: (Probe) -> Evaluation
) -> [Evaluation] {
  var all: [Evaluation] = []
  while all.count < budget {
    let outcomes = optimiser.ask().map(evaluate)
    optimiser.tell(outcomes)
    all += outcomes
  }
  return all
}

/// The evaluations of a standard function.
func search(
  _ optimiser: any Optimiser, _ function: StandardFunction, budget: Int
) -> [Evaluation] {
  search(optimiser, budget: budget) {
    Evaluation($0, objectives: function.objectives(at: $0.point))
  }
}

extension [Evaluation] {
  /// The least first objective.
  var least: Double { map { $0.objectives[0] }.min()! }
}
