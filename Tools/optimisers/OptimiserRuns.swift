import KoineSearch

/// Runs the built-in optimisers on standard functions, for `Tools/compare-optimisers`:
/// `koine-optimisers FUNCTION OPTIMISER BUDGET SEED` prints one JSON object with the best value, or for
/// two objectives the hypervolume of the front.
@main
enum OptimiserRuns {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 4, let function = StandardFunction(rawValue: arguments[1]),
      let budget = Int(arguments[3]), budget > 0, let seed = UInt64(arguments[4]),
      let optimiser = make(arguments[2], function.space, seed: seed, budget: budget)
    else {
      print("usage: koine-optimisers FUNCTION random|sobol|cma-es|nsga2 BUDGET SEED")
      return
    }
    let evaluations = search(optimiser, function, budget: budget)
    let outcome =
      function.optimum == nil
      ? hypervolume(
        of: paretoFront(evaluations).map(\.objectives), reference: StandardFunction.reference)
      : evaluations.map { $0.objectives[0] }.min()!
    print("{\"outcome\": \(outcome)}")
  }

  private static func make(
    _ name: String, _ space: SearchSpace, seed: UInt64, budget: Int
  ) -> (any Optimiser)? {
    switch name {
    case "random": RandomSearch(space, seed: seed, batch: budget)
    case "sobol": SobolSearch(space, seed: seed, batch: budget)
    case "cma-es": EvolutionStrategy(space, seed: seed)
    case "nsga2": NSGA2(space, seed: seed, population: min(100, max(20, budget / 10)))
    default: nil
    }
  }

  /// Exactly `budget` evaluations: of the last batch only as many as are left count.
  private static func search(
    _ optimiser: any Optimiser, _ function: StandardFunction, budget: Int
  ) -> [Evaluation] {
    var all: [Evaluation] = []
    while all.count < budget {
      let outcomes = optimiser.ask().map { probe in
        Evaluation(probe, objectives: function.objectives(at: probe.point))
      }
      optimiser.tell(outcomes)
      all += outcomes.prefix(budget - all.count)
    }
    return all
  }
}
