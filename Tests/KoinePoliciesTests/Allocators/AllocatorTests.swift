import KoineLinearPrograms
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// Allocators against linear programs that the tests write out and solve with a tableau of their own.
@Suite struct AllocatorTests {
  private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-6) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(a), abs(b))
  }

  private func expectFeasible(_ allocation: Allocation, _ problem: AllocationProblem) {
    for job in 0..<problem.jobCount {
      let time = (0..<problem.kindCount).reduce(0) { $0 + allocation.share(job, $1) }
      #expect(time <= 1 + 1e-6)
    }
    for kind in 0..<problem.kindCount {
      let used = (0..<problem.jobCount).reduce(0.0) {
        $0 + Double(problem.accelerators[$1]) * allocation.share($1, kind)
      }
      #expect(used <= Double(problem.capacities[kind]) * (1 + 1e-6))
    }
    #expect(allocation.shares.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: 0..<60, SharingSolver.Wish.allCases)
  func maxMinFairnessRaisesTheLeastRate(seed: Int, wish: SharingSolver.Wish) throws {
    let scene = AllocatorScene(seed: seed)
    var solver = SharingSolver(wish)
    let allocation = try MaxMinFairness().allocate(scene.problem, &solver)
    expectFeasible(allocation, scene.problem)
    let least = (0..<scene.problem.jobCount).map { scene.level($0, allocation) }.min()!
    let best = scene.highestLevel(scale: scene.scale, slope: { _ in 1 }).value!
    #expect(near(least, best))
  }

  @Test(arguments: 0..<60, SharingSolver.Wish.allCases)
  func maxSumThroughputIsTheLargestSum(seed: Int, wish: SharingSolver.Wish) throws {
    let scene = AllocatorScene(seed: seed)
    let problem = scene.problem
    var solver = SharingSolver(wish)
    for perRent in [false, true] {
      let allocation = try MaxSumThroughput(perRent: perRent).allocate(problem, &solver)
      expectFeasible(allocation, problem)
      let gain = { (job: Int, kind: Int) in
        problem.speed(job, kind) / (perRent ? problem.rents_per_h[kind] : 1)
      }
      var sum = 0.0
      for job in 0..<problem.jobCount {
        for kind in 0..<problem.kindCount { sum += allocation.share(job, kind) * gain(job, kind) }
      }
      #expect(near(sum, scene.highestGain(gain).value!))
    }
  }

  @Test(arguments: 0..<60, SharingSolver.Wish.allCases)
  func minMakespanIsTheShortest(seed: Int, wish: SharingSolver.Wish) throws {
    let scene = AllocatorScene(seed: seed)
    let problem = scene.problem
    var solver = SharingSolver(wish)
    let allocation = try MinMakespan().allocate(problem, &solver)
    expectFeasible(allocation, problem)
    let time = (0..<problem.jobCount).map {
      problem.remaining[$0] / allocation.rate(of: $0, problem)
    }.max()!
    let best = scene.highestLevel(scale: { _ in 1 }, slope: { problem.remaining[$0] }).value!
    #expect(near(time, 1 / best, 1e-5))
    // With slack as in Gavel, everybody is done by the time at which its halving ends.
    let loose = try MinMakespan(slack: 0.05).allocate(problem, &solver)
    let allowed = MinMakespan.halve(least: 1 / best, 0.05)
    #expect(allowed >= 1 / best)
    for job in 0..<problem.jobCount {
      #expect(problem.remaining[job] / loose.rate(of: job, problem) <= allowed * (1 + 1e-5))
    }
  }

  /// The ratio by halving an interval, with a tableau to say whether a ratio can be had.
  @Test(arguments: 0..<40)
  func finishTimeFairnessHasTheSmallestRatio(seed: Int) throws {
    let scene = AllocatorScene(seed: seed)
    let problem = scene.problem
    var solver = SharingSolver()
    let (allocation, ratio) = try FinishTimeFairness().solve(problem, &solver)
    expectFeasible(allocation, problem)
    let isolated = ReferenceShares.isolated(problem)
    let fair_s = (0..<problem.jobCount).map {
      problem.isolated_s[$0] + problem.remaining[$0] / isolated.rate(of: $0, problem)
    }
    let reached = (0..<problem.jobCount).map {
      (problem.elapsed_s[$0] + problem.remaining[$0] / allocation.rate(of: $0, problem))
        / fair_s[$0]
    }.max()!
    #expect(near(reached, ratio, 1e-5))
    var low = 0.0
    var high = 1e6
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let isPossible =
        (0..<problem.jobCount).allSatisfy { middle * fair_s[$0] > problem.elapsed_s[$0] }
        && scene.highestGain(
          { _, _ in 0 },
          floor: { problem.remaining[$0] / (middle * fair_s[$0] - problem.elapsed_s[$0]) }
        ).value != nil
      if isPossible { high = middle } else { low = middle }
    }
    #expect(near(ratio, high, 1e-4))
    // Of all shares with that ratio, those that are taken.
    let taken = try FinishTimeFairness().allocate(problem, &solver)
    #expect(solver.detours == 0)
    for job in 0..<problem.jobCount {
      #expect((0..<problem.kindCount).reduce(0) { $0 + taken.share(job, $1) } <= 1 + 1e-4)
      let reached =
        (problem.elapsed_s[job] + problem.remaining[job] / taken.rate(of: job, problem))
        / fair_s[job]
      #expect(reached <= ratio * (1 + 1e-3))
    }
  }

  @Test(arguments: 0..<60)
  func minCostMeetsDueTimesOrGivesThemUp(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let base = AllocatorScene(seed: seed).problem
    var problem = AllocationProblem(
      capacities: base.capacities, rents_per_h: base.rents_per_h)
    for job in 0..<base.jobCount {
      problem.add(
        AllocationProblem.Job(
          name: job, speeds: Array(base.speeds(of: job)), accelerators: base.accelerators[job],
          remaining: base.remaining[job],
          due_s: random.happens(0.5) ? 60 * random.unit() : .infinity))
    }
    var scene = AllocatorScene(seed: seed)
    scene.problem = problem
    let gain = { (job: Int, kind: Int) in
      problem.speed(job, kind) / problem.rents_per_h[kind]
    }
    let floor = { (job: Int) -> Double? in
      problem.due_s[job].isFinite ? problem.remaining[job] / problem.due_s[job] : nil
    }
    var solver = SharingSolver()
    let allocation = try MinCost().allocate(problem, &solver)
    expectFeasible(allocation, problem)
    var sum = 0.0
    for job in 0..<problem.jobCount {
      for kind in 0..<problem.kindCount { sum += allocation.share(job, kind) * gain(job, kind) }
    }
    if let best = scene.highestGain(gain, floor: floor).value {
      #expect(near(sum, best))
      #expect(solver.fallbacks == 0)
      for job in 0..<problem.jobCount {
        guard let least = floor(job) else { continue }
        #expect(allocation.rate(of: job, problem) >= least * (1 - 1e-6))
      }
    } else {
      #expect(near(sum, scene.highestGain(gain).value!))
      #expect(solver.fallbacks == 1)
    }
  }

  /// Whoever does not know the kinds gives every kind in proportion to its number; by hand: two jobs on
  /// one accelerator each, one on two, five accelerators in all, so that everybody runs all the time.
  @Test func agnosticSharesFollowTheCapacities() throws {
    var problem = AllocationProblem(capacities: [3, 2])
    problem.add(AllocationProblem.Job(name: 0, speeds: [9, 1]))
    problem.add(AllocationProblem.Job(name: 1, speeds: [1, 9]))
    problem.add(AllocationProblem.Job(name: 2, speeds: [5, 5], accelerators: 2))
    var solver = SharingSolver()
    let allocation = try WaterFilling(knowsKinds: false).allocate(problem, &solver)
    for job in 0..<3 {
      #expect(near(allocation.share(job, 0), 0.6))
      #expect(near(allocation.share(job, 1), 0.4))
    }
    #expect(solver.solutions == 0)
  }

  @Test func whatCannotBeSolvedFallsBackAndIsCounted() {
    var problem = AllocationProblem(capacities: [2, 2])
    problem.add(AllocationProblem.Job(name: 0, speeds: [.nan, 1]))
    problem.add(AllocationProblem.Job(name: 1, speeds: [1, 1]))
    var solver = SharingSolver()
    let allocation = MaxMinFairness().allocateOrFallBack(problem, &solver)
    #expect(allocation == ReferenceShares.isolated(problem))
    #expect(solver.fallbacks == 1)
  }
}
