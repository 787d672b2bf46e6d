public import KoineFormats
import KoineSearch

/// How candidates are found.
public enum TuneMethod: String, CaseIterable, Sendable {
  case random, sobol
  case cmaES = "cma-es"
  case nsga2, halving, asha

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .random: "independent draws"
    case .sobol: "evenly spread points"
    case .cmaES: "a normal distribution that learns where to look; for numbers"
    case .nsga2: "a population that spreads along the trade-off of several goals"
    case .halving: "many short trials, of which the best go on, in brackets"
    case .asha: "the same without waiting for brackets to fill"
    }
  }

  func optimiser(
    _ policies: PolicySpace, seed: UInt64, rungs: Int, trials: Int
  ) -> any Optimiser {
    let space = policies.space
    return switch self {
    case .random: RandomSearch(space, seed: seed)
    case .sobol: SobolSearch(space, seed: seed)
    case .cmaES: EvolutionStrategy(space, seed: seed, population: max(8, space.count))
    case .nsga2: NSGA2(space, seed: seed, population: min(40, max(8, trials / 8)))
    case .halving: halving(.brackets, policies, seed, rungs)
    case .asha: halving(.continuous, policies, seed, rungs, batch: min(64, max(4, trials / 5)))
    }
  }

  /// By how much shares grow from rung to rung: four lets a fifth of the effort of a random search see
  /// as many candidates as it does.
  static let reduction = 4

  private func halving(
    _ mode: SuccessiveHalving.Mode, _ policies: PolicySpace, _ seed: UInt64, _ rungs: Int,
    batch: Int = 8
  ) -> SuccessiveHalving {
    let space = policies.space
    let source = StartingPoints(policies.namedPoints, then: SobolSearch(space, seed: seed))
    return SuccessiveHalving(
      source, mode, on: space, seed: seed, rungs: rungs, reduction: Self.reduction,
      batch: batch)
  }
}

/// What a search is asked to do.
public struct TunePlan: Sendable {
  /// At least one.
  public var goals: [TuneGoal]
  public var constraints: [TuneConstraint]
  public var ranges: PolicyRanges
  public var method: TuneMethod
  /// How many full trials the search may cost, in simulated jobs: at least 1.
  public var trials: Int
  /// Simulated jobs that the search may cost, in the place of `trials`.
  public var jobs: Int?
  /// Runs of a full trial, with seeds from `seed` on: at least 1.
  public var repetitions: Int
  /// The last part of the submissions that the search does not see, from 0 to 0.9.
  public var heldOut: Double
  public var seed: UInt64
  /// Of what the search draws, `seed` if nobody says otherwise.
  public var searchSeed: UInt64
  /// What all runs change in the scenario.
  public var settings: [ScenarioSetting] = []

  public init(
    goals: [TuneGoal], constraints: [TuneConstraint] = [], ranges: PolicyRanges = PolicyRanges(),
    method: TuneMethod? = nil, trials: Int = 100, jobs: Int? = nil, repetitions: Int = 1,
    heldOut: Double = 0.25, seed: UInt64 = 1
  ) {
    precondition(!goals.isEmpty && trials > 0 && repetitions > 0 && (0...0.9).contains(heldOut))
    self.goals = goals
    self.constraints = constraints
    self.ranges = ranges
    self.method = method ?? (goals.count > 1 ? .nsga2 : .asha)
    self.trials = trials
    self.jobs = jobs
    self.repetitions = repetitions
    self.heldOut = heldOut
    self.seed = seed
    searchSeed = seed
  }

  /// What is kept of runs, without repetitions.
  public var measures: [String] {
    var measures: [String] = []
    for measure in goals.map(\.measure) + constraints.map(\.measure)
    where !measures.contains(measure) {
      measures.append(measure)
    }
    return measures
  }
}
