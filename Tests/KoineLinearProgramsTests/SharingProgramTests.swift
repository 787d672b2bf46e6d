import KoineLinearPrograms
import KoineStatistics
import KoineTestSupport
import Testing

@Suite struct SharingProgramTests {
  /// Two jobs on one chip of each of two kinds. The first is thrice as fast on the first kind, the
  /// second equally fast on both: each alone on its kind, at rates 3 and 1. Raising the least of the two
  /// gives the second some of the first's kind? No: it is already at 1 with all of its time.
  @Test func solvesTwoJobsByHand() throws {
    var program = SharingProgram(capacities: [1, 1], raisesLevel: true)
    program.addJob(size: 1, rates: [3, 1], slope: 1)
    program.addJob(size: 1, rates: [1, 1], slope: 1)
    let solution = try program.solveFromInside()
    #expect(abs(solution.level - 1) < 1e-8)
    #expect(solution.isBottleneck == [false, true])
    var simplex = SharingSimplex(kinds: 2)
    let corner = try simplex.solve(program, names: [0, 1])
    #expect(abs(corner.level - 1) < 1e-12)
  }

  /// One chip and three jobs of sizes 1: a third each.
  @Test func dividesOneChipEqually() throws {
    var program = SharingProgram(capacities: [1], raisesLevel: true)
    for _ in 0..<3 { program.addJob(size: 1, rates: [5], slope: 1) }
    let solution = try program.solveFromInside()
    for share in solution.shares { #expect(abs(share - 1 / 3.0) < 1e-8) }
    #expect(solution.isBottleneck == [true, true, true])
  }

  @Test(arguments: 0..<150) func agreesWithTheSimplexAndATableau(seed: Int) throws {
    let program = SharingProgram.random(seed: seed, jobs: 1...9, kinds: 1...4)
    let dense = program.solveDense()
    var simplex = SharingSimplex(kinds: program.kinds)
    do {
      let corner = try simplex.solve(program, names: Array(0..<program.jobs))
      guard case .optimal(let value, _) = dense else {
        Issue.record("the tableau says \(dense)")
        return
      }
      #expect(abs(program.value(corner) - value) < 1e-6 * max(1, abs(value)))
      expectFeasible(program, corner, 1e-7)
      let inside = try program.solveFromInside()
      #expect(abs(program.value(inside) - value) < 1e-6 * max(1, abs(value)))
      expectFeasible(program, inside, 1e-6)
    } catch LinearProgramFailure.infeasible {
      #expect(dense == .infeasible)
      #expect(throws: LinearProgramFailure.gaveUp) { try program.solveFromInside() }
    }
  }

  /// A hundred arrivals and ends: the kept basis gives what a fresh one gives, in fewer iterations.
  @Test func theKeptBasisGivesTheSameLevels() throws {
    var stream = RandomStream(seed: 7, name: "arrivals")
    var simplex = SharingSimplex(kinds: 3)
    var active: [Int] = []
    var rates: [Int: [Double]] = [:]
    var freshIterations = 0
    for name in 0..<100 {
      active.append(name)
      rates[name] = (0..<3).map { _ in 0.1 + stream.uniform() }
      if active.count > 30 { active.remove(at: stream.index(below: active.count)) }
      var program = SharingProgram(capacities: [4, 6, 8], raisesLevel: true)
      for job in active { program.addJob(size: 1, rates: rates[job]!, slope: 1) }
      let kept = try simplex.solve(program, names: active)
      var fresh = SharingSimplex(kinds: 3)
      let again = try fresh.solve(program, names: active)
      freshIterations += fresh.iterations
      #expect(abs(kept.level - again.level) < 1e-9)
      expectFeasible(program, kept, 1e-7)
    }
    #expect(simplex.iterations * 2 < freshIterations)
  }

  /// Three jobs on three kinds; the expected point is what ECOS 2.0.14 returns through cvxpy 1.9.3 for
  /// `Maximize(1)` with the same rows. An interior method stops short of any exact point, each at its own
  /// tolerance: the two are 1.3e-5 apart at most.
  @Test func theFeasiblePointIsThatOfECOS() throws {
    var program = SharingProgram(capacities: [1, 2, 1], raisesLevel: false)
    program.addJob(size: 1, rates: [4, 2, 1], floor: 1)
    program.addJob(size: 2, rates: [3, 3, 1], floor: 0.8)
    program.addJob(size: 1, rates: [1, 2, 2], floor: 0.5)
    let expected = [
      0.064199, 0.406262, 0.26692, 0.108349, 0.320177, 0.262081, 0.374216, 0.248522, 0.024263,
    ]
    let shares = try program.feasiblePoint().shares
    for (share, wanted) in zip(shares, expected) { #expect(abs(share - wanted) < 2e-5) }
    program.floors = [4, 3, 2.5]
    #expect(throws: LinearProgramFailure.gaveUp) { try program.feasiblePoint() }
  }

  /// What ECOS 2.0.10 returns for three jobs on three kinds, of many shares that are as good.
  @Test func theSmallestRatioIsWhereECOSFindsIt() throws {
    var program = RatioProgram(capacities: [1, 1, 1])
    program.addJob(size: 1, rates: [1, 2, 3], offset: 0.5 / 3, weight: 1)
    program.addJob(size: 1, rates: [2, 1, 1], offset: 0.5, weight: 2)
    program.addJob(size: 1, rates: [1, 1, 4], offset: 0.5, weight: 1.25)
    let expected = [0, 0.3352743, 0.2826678, 1, 0, 0, 0, 0.2980248, 0.4149607]
    for (share, wanted) in zip(try program.solve(), expected) {
      #expect(abs(share - wanted) < 1e-4)
    }
  }

  @Test func whatIsNotFiniteHasNoRatio() {
    var program = RatioProgram(capacities: [1])
    program.addJob(size: 1, rates: [1], offset: .nan, weight: 1)
    #expect(throws: LinearProgramFailure.notFinite) { try program.solve() }
  }

  @Test func refusesWhatIsNotANumber() {
    var program = SharingProgram(capacities: [1], raisesLevel: true)
    program.addJob(size: 1, rates: [.nan], slope: 1)
    #expect(throws: LinearProgramFailure.notFinite) { try program.solveFromInside() }
    var simplex = SharingSimplex(kinds: 1)
    #expect(throws: LinearProgramFailure.notFinite) { try simplex.solve(program, names: [0]) }
  }

  private func expectFeasible(
    _ program: SharingProgram, _ solution: SharingSolution, _ tolerance: Double
  ) {
    var used = [Double](repeating: 0, count: program.kinds)
    for job in 0..<program.jobs {
      var time = 0.0
      for kind in 0..<program.kinds {
        let share = solution.shares[job * program.kinds + kind]
        #expect(share >= 0)
        time += share
        used[kind] += program.sizes[job] * share
      }
      #expect(time <= 1 + tolerance)
      if program.isHeld[job] {
        let rate = solution.rate(of: job, program.rates, kinds: program.kinds)
        let asked = program.floors[job] + program.slopes[job] * solution.level
        #expect(rate >= asked - tolerance * max(1, abs(asked)))
      }
    }
    for kind in 0..<program.kinds {
      #expect(used[kind] <= program.capacities[kind] + tolerance * max(1, program.capacities[kind]))
    }
  }
}

extension SharingProgram {
  /// Half of the programs raise a level, half add gains; some ask for rates that nobody can meet.
  static func random(
    seed: Int, jobs: ClosedRange<Int>, kinds: ClosedRange<Int>
  ) -> SharingProgram {
    var stream = RandomStream(seed: UInt64(seed), name: "sharing")
    let kindCount = kinds.lowerBound + stream.index(below: kinds.count)
    let raises = stream.isChosen(probability: 0.5)
    var program = SharingProgram(
      capacities: (0..<kindCount).map { _ in Double(stream.index(below: 8)) }, raisesLevel: raises)
    program.capacities[0] += 1
    for _ in 0..<jobs.lowerBound + stream.index(below: jobs.count) {
      let size = Double(1 << stream.index(below: 3))
      var rates = (0..<kindCount).map { _ in
        stream.isChosen(probability: 0.1) ? 0 : 50 * stream.openUniform()
      }
      rates[0] = 50 * stream.openUniform()
      if raises {
        let hasFloor = stream.isChosen(probability: 0.2)
        program.addJob(
          size: size, rates: rates, floor: hasFloor ? 8 * stream.uniform() : 0,
          slope: hasFloor ? 0 : 0.5 + stream.uniform())
      } else if stream.isChosen(probability: 0.2) {
        program.addJob(size: size, rates: rates, floor: 15 * stream.uniform())
      } else {
        program.addJob(size: size, gains: rates)
      }
    }
    if raises { program.addJob(size: 1, rates: [9] + rest(kindCount - 1), slope: 1) }
    return program
  }

  private static func rest(_ count: Int) -> [Double] { [Double](repeating: 1, count: count) }

  func value(_ solution: SharingSolution) -> Double {
    var sum = solution.level
    for place in gains.indices { sum += gains[place] * solution.shares[place] }
    return sum
  }

  /// The program written out for a tableau; the level, which may be negative, as a difference.
  func solveDense() -> DenseSimplex.Answer {
    let columns = jobs * kinds
    var rows: [[Double]] = []
    var limits: [Double] = []
    for job in 0..<jobs {
      var time = [Double](repeating: 0, count: columns + 2)
      var rate = time
      for place in job * kinds..<(job + 1) * kinds {
        time[place] = 1
        rate[place] = -rates[place]
      }
      rate[columns] = slopes[job]
      rate[columns + 1] = -slopes[job]
      rows.append(time)
      limits.append(1)
      if isHeld[job] {
        rows.append(rate)
        limits.append(-floors[job])
      }
    }
    for kind in 0..<kinds {
      var row = [Double](repeating: 0, count: columns + 2)
      for job in 0..<jobs { row[job * kinds + kind] = sizes[job] }
      rows.append(row)
      limits.append(capacities[kind])
    }
    let level: [Double] = raisesLevel ? [1, -1] : [0, 0]
    return DenseSimplex.maximise(gains + level, rows: rows, limits: limits)
  }
}
