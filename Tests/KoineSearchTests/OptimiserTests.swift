import KoineSearch
import Testing

/// Each optimiser reaches the known optimum of standard functions within a stated budget, for several
/// seeds.
@Suite struct OptimiserTests {
  static let seeds: [UInt64] = [1, 2, 3, 4, 5]

  @Test(arguments: StandardFunction.allCases)
  func `the optimum is what the sources say`(function: StandardFunction) {
    let places: [StandardFunction: [Double]] = [
      .sphere: Array(repeating: 0.5, count: 5), .rosenbrock: Array(repeating: 0.4, count: 5),
      .branin: [(Double.pi + 5) / 15, 2.275 / 15],
      .hartmann6: [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573],
    ]
    guard let place = places[function], let optimum = function.optimum else { return }
    #expect(abs(function.objectives(at: place)[0] - optimum) < 1e-5)
  }

  /// Budgets in evaluations, and how near the optimum they have to lead.
  @Test(arguments: [
    (StandardFunction.sphere, 1500, 1e-8), (.rosenbrock, 12_000, 1e-6), (.branin, 600, 1e-5),
    (.hartmann6, 6000, 1e-4),
  ])
  func `cma-es finds the optimum`(function: StandardFunction, budget: Int, error: Double) {
    for seed in Self.seeds {
      let found = search(EvolutionStrategy(function.space, seed: seed), function, budget: budget)
      #expect(found.least - function.optimum! < error, "seed \(seed): \(found.least)")
    }
  }

  /// Without a model a budget buys less: the errors are those of the best of so many even points.
  @Test(arguments: [
    (StandardFunction.sphere, 20_000, 2.0), (.branin, 2000, 0.2), (.hartmann6, 20_000, 0.8),
  ])
  func `random and sobol come near`(function: StandardFunction, budget: Int, error: Double) {
    for seed in Self.seeds {
      for optimiser: any Optimiser in [
        RandomSearch(function.space, seed: seed), SobolSearch(function.space, seed: seed),
      ] {
        let found = search(optimiser, function, budget: budget)
        #expect(found.least - function.optimum! < error, "seed \(seed): \(found.least)")
      }
    }
  }

  /// 200 generations of 100, as in the paper of NSGA-II; at least 98.5 % of the front's hypervolume.
  @Test(arguments: [StandardFunction.zdt1, .zdt2, .zdt3])
  func `nsga-ii covers the front`(function: StandardFunction) {
    for seed in Self.seeds.prefix(3) {
      let optimiser = NSGA2(function.space, seed: seed, population: 100)
      let found = search(optimiser, function, budget: 20_000).suffix(4000)
      let front = paretoFront(Array(found)).map(\.objectives)
      let volume = hypervolume(of: front, reference: StandardFunction.reference)
      #expect(volume / function.frontVolume! > 0.985, "seed \(seed): \(volume)")
      #expect(volume <= function.frontVolume! * 1.0001)
    }
  }

  /// One objective is a special case of several.
  @Test func `nsga-ii solves single objectives too`() {
    for seed in Self.seeds {
      let found = search(
        NSGA2(StandardFunction.branin.space, seed: seed), .branin, budget: 2000)
      #expect(found.least - StandardFunction.branin.optimum! < 0.01)
    }
  }

  /// What a trial at a share sees: the function with an error that shrinks as the share grows.
  ///
  /// Halving sees 27 times as many candidates as full trials would cost, so it has to be better than
  /// random search with the same effort.
  @Test(arguments: [SuccessiveHalving.Mode.brackets, .continuous])
  func `halving spends its effort on good candidates`(mode: SuccessiveHalving.Mode) {
    let function = StandardFunction.hartmann6
    var wins = 0
    for seed in Self.seeds {
      let halving = SuccessiveHalving(
        RandomSearch(function.space, seed: seed), mode, on: function.space, seed: seed, batch: 9)
      var effort = 0.0
      var best = Double.infinity
      while effort < 200 {
        let outcomes = halving.ask().map { probe in
          effort += probe.share
          let value = function.objectives(at: probe.point)[0]
          let blur = 0.2 * (1 - probe.share) * (Double(probe.trial * 7919 % 101) / 50 - 1)
          if probe.share == 1 { best = min(best, value) }
          return Evaluation(probe, value + blur)
        }
        halving.tell(outcomes)
      }
      let plain = search(RandomSearch(function.space, seed: seed + 100), function, budget: 200)
      if best < plain.least { wins += 1 }
    }
    #expect(wins >= 4)
  }

  @Test func `brackets halve, and begin anew`() {
    let space = SearchSpace([SearchDimension("x", .number(0...1))])
    let halving = SuccessiveHalving(
      RandomSearch(space, seed: 1), .brackets, on: space, seed: 1, rungs: 3, reduction: 2)
    var sizes: [Int] = []
    for _ in 0..<6 {
      let probes = halving.ask()
      sizes.append(probes.count)
      halving.tell(probes.map { Evaluation($0, $0.point[0]) })
    }
    #expect(sizes == [4, 2, 1, 4, 2, 1])
    #expect(halving.shares == [0.25, 0.5, 1])
  }

  /// With a reduction of 2: nobody is in the best half of one; of the first two the better goes up.
  @Test func `asha promotes as soon as it can tell`() {
    let space = SearchSpace([SearchDimension("x", .number(0...1))])
    let halving = SuccessiveHalving(
      SobolSearch(space, seed: 1), .continuous, on: space, seed: 1, rungs: 2, reduction: 2, batch: 1
    )
    var shares: [Double] = []
    var best = Double.infinity
    for _ in 0..<6 {
      let probe = halving.ask()[0]
      if probe.share == 1 && shares.count == 2 { #expect(probe.point[0] == best) }
      best = min(best, probe.point[0])
      shares.append(probe.share)
      halving.tell([Evaluation(probe, probe.point[0])])
    }
    #expect(shares.prefix(3) == [0.5, 0.5, 1])
    #expect(shares.filter { $0 == 1 }.count == 2)
  }

  @Test func `the same seed proposes the same`() {
    func make(_ seed: UInt64) -> [any Optimiser] {
      let space = StandardFunction.zdt1.space
      return [
        RandomSearch(space, seed: seed), SobolSearch(space, seed: seed),
        EvolutionStrategy(space, seed: seed), NSGA2(space, seed: seed, population: 8),
        SuccessiveHalving(SobolSearch(space, seed: seed), .continuous, on: space, seed: seed),
      ]
    }
    func trace(_ optimiser: any Optimiser) -> [Probe] {
      search(optimiser, budget: 60) { Evaluation($0, $0.point[0] + $0.point[1]) }.map(\.probe)
    }
    let traces = make(1).map(trace)
    #expect(make(1).map(trace) == traces)
    for (one, other) in zip(traces, make(2).map(trace)) { #expect(one != other) }
    #expect(traces.allSatisfy { $0.allSatisfy { $0.point.allSatisfy { (0...1).contains($0) } } })
  }

  /// A budget that ends within a batch: the first outcomes may be told, and asking goes on.
  @Test func `a part of a batch may be told`() {
    let space = StandardFunction.branin.space
    let whole = EvolutionStrategy(space, seed: 1)
    let parted = EvolutionStrategy(space, seed: 1)
    let probes = whole.ask()
    #expect(parted.ask() == probes)
    parted.tell(probes.prefix(probes.count - 1).map { Evaluation($0, $0.point[0]) })
    // Nothing was learned: what follows is drawn as before.
    #expect(parted.ask().map(\.point) == whole.ask().map(\.point))
    for optimiser: any Optimiser in [
      EvolutionStrategy(space, seed: 1), NSGA2(space, seed: 1), RandomSearch(space, seed: 1),
      SobolSearch(space, seed: 1),
      SuccessiveHalving(SobolSearch(space, seed: 1), .brackets, on: space, seed: 1),
      SuccessiveHalving(SobolSearch(space, seed: 1), .continuous, on: space, seed: 1),
    ] {
      for _ in 0..<3 {
        let asked = optimiser.ask()
        optimiser.tell(asked.prefix(max(1, asked.count / 2)).map { Evaluation($0, $0.point[0]) })
        optimiser.tell([])
      }
      #expect(!optimiser.ask().isEmpty)
    }
  }

  /// A mixed space with a condition: choose a; if 2, the whole number n matters. The best is a = 2 and
  /// n = 37, worth 0.
  @Test func `mixed and conditional spaces are searched`() {
    let space = SearchSpace([
      SearchDimension("a", .choice(3)),
      SearchDimension("n", .integer(1...100), condition: .init(0, isAmong: [2])),
      SearchDimension("x", .number(0.001...1000), isLogarithmic: true),
    ])
    func worth(_ point: [Double]) -> Double {
      let values = space.values(at: point)
      guard case .number(let x) = values[2] else { return .infinity }
      let aside = abs(x > 1 ? x - 1 : 1 / x - 1)
      guard case .integer(let n) = values[1] else { return 200 + aside }
      return Double(abs(n - 37)) + aside
    }
    for optimiser: any Optimiser in [
      NSGA2(space, seed: 3), EvolutionStrategy(space, seed: 3),
    ] {
      let found = search(optimiser, budget: 4000) { Evaluation($0, worth($0.point)) }
      #expect(found.least < 1, "\(type(of: optimiser)): \(found.least)")
    }
  }

  /// The sphere where x1 must be 0.75 of its range at least.
  @Test func `constraints are kept`() {
    let function = StandardFunction.sphere
    for optimiser: any Optimiser in [
      EvolutionStrategy(function.space, seed: 1), NSGA2(function.space, seed: 1),
    ] {
      let found = search(optimiser, budget: 4000) { probe in
        Evaluation(
          probe, objectives: function.objectives(at: probe.point),
          violation: max(0, 0.75 - probe.point[0]))
      }
      let best = found.filter { $0.violation == 0 }.least
      #expect(abs(best - 2.56 * 2.56) < 0.05, "\(type(of: optimiser)): \(best)")
    }
  }
}
