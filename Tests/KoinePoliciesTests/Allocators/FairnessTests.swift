import KoineLinearPrograms
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// What fairness promises, held against programs that the tests solve themselves.
@Suite struct FairnessTests {
  private func allocate(
    _ rule: some Allocator, _ problem: AllocationProblem
  ) throws -> Allocation {
    var solver = SharingSolver()
    return try rule.allocate(problem, &solver)
  }

  /// Nobody's rate can rise with nobody else's falling.
  @Test(arguments: 0..<40)
  func waterFillingIsParetoOptimal(seed: Int) throws {
    let scene = AllocatorScene(seed: seed)
    let problem = scene.problem
    let allocation = try allocate(WaterFilling(), problem)
    for job in 0..<problem.jobCount {
      let rate = allocation.rate(of: job, problem)
      let most = scene.highestGain(
        { other, kind in other == job ? problem.speed(job, kind) : 0 },
        floor: { allocation.rate(of: $0, problem) * (1 - 1e-7) }
      ).value!
      #expect(most <= rate * (1 + 1e-4) + 1e-5)
    }
  }

  /// Whoever is raised could only be raised at the cost of somebody with no more.
  @Test(arguments: 0..<40)
  func waterFillingIsLexicographicallyLargest(seed: Int) throws {
    let scene = AllocatorScene(seed: seed)
    let problem = scene.problem
    let allocation = try allocate(WaterFilling(), problem)
    let levels = (0..<problem.jobCount).map { scene.level($0, allocation) }
    for job in 0..<problem.jobCount {
      // Those with less, or as little, keep what they have; those with more may fall to this level.
      let most = scene.highestGain(
        { other, kind in other == job ? scene.scale(job) * problem.speed(job, kind) : 0 },
        floor: { other in
          min(levels[other], levels[job]) / scene.scale(other) * (1 - 1e-7)
        }
      ).value!
      #expect(most <= levels[job] * (1 + 1e-4) + 1e-5)
    }
  }

  /// Everybody gets at least what an equal part of every kind would give.
  @Test(arguments: 0..<40)
  func everybodyGainsFromSharing(seed: Int) throws {
    let problem = AllocatorScene(seed: seed, gangs: false).problem
    var equal = AllocationProblem(capacities: problem.capacities)
    for job in 0..<problem.jobCount {
      equal.add(AllocationProblem.Job(name: job, speeds: Array(problem.speeds(of: job))))
    }
    let isolated = ReferenceShares.isolated(equal)
    for rule in [MaxMinFairness() as any Allocator, WaterFilling()] {
      let allocation = try allocate(rule, equal)
      for job in 0..<equal.jobCount {
        #expect(
          allocation.rate(of: job, equal) >= isolated.rate(of: job, equal) * (1 - 1e-6))
      }
    }
  }

  /// Where kinds do not matter nobody would rather have what another has, by weight.
  ///
  /// Where they do, max-min fairness makes no such promise, and equal jobs are the ones to look at.
  @Test(arguments: 0..<40)
  func nobodyEnviesAnEqual(seed: Int) throws {
    let blind = AllocatorScene(seed: seed, gangs: false).problem.withoutKinds(speed: 1)
    let allocation = try allocate(WaterFilling(), blind)
    for job in 0..<blind.jobCount {
      let mine = allocation.rate(of: job, blind)
      for other in 0..<blind.jobCount {
        let weight = blind.weights[job] / blind.weights[other]
        let theirs = min(1, allocation.rate(of: other, blind) * weight)
        #expect(mine >= theirs - 1e-6)
      }
    }
    var twins = AllocationProblem(capacities: [2, 1, 1])
    var random = SplitMix64(seed: UInt64(seed))
    for name in 0..<4 {
      let speeds = (0..<3).map { _ in 0.1 + random.unit() }
      for copy in 0..<2 { twins.add(AllocationProblem.Job(name: 2 * name + copy, speeds: speeds)) }
    }
    for rule in [MaxMinFairness() as any Allocator, WaterFilling(), FinishTimeFairness()] {
      let allocation = try allocate(rule, twins)
      for pair in 0..<4 {
        let one = allocation.rate(of: 2 * pair, twins)
        let other = allocation.rate(of: 2 * pair + 1, twins)
        #expect(abs(one - other) < 1e-4)
      }
    }
  }

  /// The formula for one kind against the linear programs that it spares.
  @Test(arguments: 0..<40)
  func theFormulaIsTheProgram(seed: Int) throws {
    let problem = AllocatorScene(seed: seed, kinds: 1...1).problem
    var solver = SharingSolver()
    let formula = try WaterFilling().allocate(problem, &solver)
    #expect(solver.solutions == 0)
    // A second kind, a hair slower, takes the formula away and leaves the answer.
    var two = AllocationProblem(capacities: problem.capacities + [0])
    for job in 0..<problem.jobCount {
      two.add(
        AllocationProblem.Job(
          name: job, speeds: [problem.speed(job, 0), 0.5 * problem.speed(job, 0)],
          accelerators: problem.accelerators[job], weight: problem.weights[job]))
    }
    let program = try WaterFilling().allocate(two, &solver)
    for job in 0..<problem.jobCount {
      #expect(abs(formula.share(job, 0) - program.share(job, 0)) < 1e-5)
    }
  }
}
