import KoineEngine
import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// Three scenes, worked out by hand, that together tell every two allocators apart, whether or not they
/// know the kinds (last test).
///
/// **Turns on one chip.** X comes at 1 and takes 18 s; Y comes at 4, takes 9 s and does twice as many units
/// per second, has four times the weight, and X is due at 23. Shares are set at 1 and, 12 s being the least
/// between, at 13, when X has 6 s left; rounds last a second. With a share of x for X and y = 1 - x for
/// Y, after m and n rounds of theirs, the next is Y's where y (m + 1/2) > x (n + 1/2).
///
/// | policy | x | because | from 13 on | ends |
/// |---|---|---|---|---|
/// | isolated | 1/2 | equal parts | 6 times X, Y; 3 Y | 24, 28 |
/// | max-min, water-filling | 1/5 | weights 1 and 4 | 2 Y, X, 4 Y, X, 3 Y, 4 X | 28, 24 |
/// | max-throughput | 0 | Y does more per second | 9 Y, 6 X | 28, 22 |
/// | makespan, slack 0 | 2/5 | 6 s left and 9 s | Y X Y X Y Y X Y X Y Y X Y X Y | 27, 28 |
/// | finish-time | 1/3 | below | Y X, 3 times Y Y X, 2 Y, 2 X | 28, 26 |
/// | min-cost | 3/5 | X needs 6 s in 10 | X Y X Y X X Y X Y X, 5 Y | 23, 28 |
/// | allox | 1 | who has begun goes on | 6 X, 9 Y | 19, 28 |
///
/// Finish-time: X has waited for and worked 12 s, which would have taken 12 s alone, and has 6 s left: (12 +
/// 6 / x) / (12 + 12). Y has waited 9 s: (9 + 9 / y) / 18. Both are 5/4 at x = 1/3.
@Suite struct AllocatorDecisionTests {
  /// Completions of X and Y, by policy; who knows the kinds and who does not agree where there is one.
  private static let ends: [(allocator: AllocatorName, ends: [Int])] = [
    (.isolated, [24, 28]), (.maxMin, [28, 24]), (.waterFilling, [28, 24]),
    (.maxThroughput, [28, 22]), (.makespan, [27, 28]), (.finishTime, [28, 26]),
    (.minCost, [23, 28]), (.allox, [19, 28]),
  ]

  private static let policies = PolicySpecification.inRounds.filter { named in
    ends.contains { $0.allocator == named.policy.allocator }
  }

  @Test(arguments: policies.map(\.name))
  func turnsOnOneChip(name: String) throws {
    let policy = try #require(PolicySpecification.named(name))
    let expected = try #require(Self.ends.first { $0.allocator == policy.allocator })
    #expect(try turns(policy).map(\.wholeSeconds) == expected.ends)
  }

  private func turns(_ policy: PolicySpecification) throws -> [Instant] {
    var policy = policy
    try policy.set("allocator.quantum_s", to: "1")
    try policy.set("allocator.reallocate_s", to: "12")
    if policy.allocator == .makespan { try policy.set("allocator.slack", to: "0") }
    var workload = Workload([
      JobSketch(at: 1, runs: 18, on: 1, priority: 1), JobSketch(at: 4, runs: 9, on: 1, priority: 4),
    ])
    workload.deadline = [.second(23), .never]
    var measured = MeasuredWork(chips: ["one"])
    for (name, speed) in [("X", 1.0), ("Y", 2)] {
      measured.append(
        MeasuredWork.Kind(name: name, accelerators: 1, units_per_s: [speed]), units: 18)
    }
    workload.measured = measured
    var topology = Topology(name: "one chip")
    topology.chips = [Chip(key: "test/one", vendor: "test", product: "one")]
    topology.nodeTypes = [
      NodeType(
        name: "one", chip: ChipHandle(0), accelerators: 1, islands: [1], cpu_milli: 1000,
        memory_mib: 1000)
    ]
    topology.append(
      NodeTypeHandle(0), count: 1, names: ["one"], racks: .nodesPerRack(1))
    let speeds = MeasuredSpeeds(measured, on: topology, other: NoSpeeds())
    return simulate(
      workload.usingMeasuredSpeeds(on: topology), on: topology, policy: policy,
      options: RunOptions(performance: Performance(speeds: speeds))
    ).finish
  }

  /// **Two kinds.** One chip of each, at 2 and 1 per hour. X does 3 units per second on the first and 1 on
  /// the second, Y 2 and 1; both have 6 left. Y has twice the weight, came 4 s ago, has done in that time
  /// what would have taken 7 s on an equal part, and is due in 4.5 s. If both run all the time, X with a
  /// share of p on the first chip, X does 1 + 2 p and Y 2 - p.
  ///
  /// - max-min and water-filling: (1 + 2 p) / 2 = (2 - p) / (2 x 1.5), so p = 1/8.
  /// - max-throughput: the sum is 3 + p, so p = 1.
  /// - makespan: 1 + 2 p = 2 - p, so p = 1/3.
  /// - finish-time: at p = 3/4 X has (6 / 2.5) / (6 / 2) = 0.8, and Y (4 + 6 / 1.25) / (7 + 6 / 1.5) = 0.8.
  /// - min-cost: the sum is 2 + p / 2, but Y needs 6 / 4.5 = 4/3, so p = 2/3.
  /// - allox: both on the first chip, X before Y, cost 2 x 2 + 3 = 7; apart they cost 2 + 6 or 3 + 6. X has
  ///   the first chip and Y waits.
  ///
  /// Whoever does not know the kinds believes X to do 3 units everywhere and Y 2, or for max-min both
  /// equally much, and can tell no chip from the other but by its rent: equal halves of each. Then
  /// everybody runs all the time, as an equal part for each (isolated) would have it too. But what
  /// is not needed may be left:
  ///
  /// - max-min: Y has all of its time at half the level of X. X may have from 1/2 to 1; the middle of the
  ///   shares, times and rates that are left, 2 / v + 1 / (v - 1/2) = 3 / (1 - v), is v = 2/3.
  /// - makespan: Y needs 3 s, X needs 2 of them; 2 / v + 1 / (v - 2/3) = 3 / (1 - v) at
  ///   v = (19 + sqrt(73)) / 36.
  /// - finish-time: X alone has a ratio of 1 / v and needs all of its time; Y needs half of it to be
  ///   as well off.
  /// - min-cost: the second chip costs less, and X is worth more of it.
  @Test(arguments: policies.map(\.name))
  func twoKinds(name: String) throws {
    let policy = try #require(PolicySpecification.named(name))
    let shares = try twoKinds(policy)
    if name == "gavel-finish-time-agnostic" {
      #expect(zip(shares, [0.5, 0.5]).allSatisfy { abs($0 - $1) < 1e-3 })
      #expect(abs(shares[2] - shares[3]) < 1e-3 && 0.249...0.501 ~= shares[2])
      return
    }
    let half = (19 + 73.0.squareRoot()) / 72
    let blind: [String: [Double]] = [
      "gavel-max-min-agnostic": [1.0 / 3, 1.0 / 3, 0.5, 0.5],
      "gavel-makespan-agnostic": [half, half, 0.5, 0.5], "gavel-min-cost-agnostic": [0, 1, 1, 0],
      "allox": [1, 0, 0, 0],
    ]
    let known: [String: Double] = [
      "gavel-max-min": 1.0 / 8, "gavel-water-filling": 1.0 / 8, "gavel-max-throughput": 1,
      "gavel-makespan": 1.0 / 3, "gavel-finish-time": 3.0 / 4, "gavel-min-cost": 2.0 / 3,
    ]
    let p = known[name] ?? 0.5
    let expected = blind[name] ?? [p, 1 - p, 1 - p, p]
    #expect(zip(shares, expected).allSatisfy { abs($0 - $1) < 1e-3 }, "\(shares)")
  }

  private func twoKinds(_ policy: PolicySpecification) throws -> [Double] {
    var problem = AllocationProblem(capacities: [1, 1], rents_per_h: [2, 1])
    problem.add(AllocationProblem.Job(name: 0, speeds: [3, 1], remaining: 6))
    problem.add(
      AllocationProblem.Job(
        name: 1, speeds: [2, 1], weight: 2, remaining: 6, elapsed_s: 4, isolated_s: 7, due_s: 4.5))
    return try allocate(problem, policy)
  }

  private func allocate(
    _ problem: AllocationProblem, _ policy: PolicySpecification
  ) throws -> [Double] {
    var policy = policy
    if policy.allocator == .makespan { try policy.set("allocator.slack", to: "0") }
    var rule = AllocatorRule(policy.allocator, policy.values(of: .allocator))
    var solver = SharingSolver()
    let allocation = rule.allocate(problem, held: problem.names.map { _ in nil }, &solver)
    #expect(solver.fallbacks == 0)
    return allocation.shares
  }

  /// **Two chips of one kind** and three jobs, one of them with 6.25 times the weight: it runs all the
  /// time at the level of 0.16. Max-min fairness ends there, and the two others have anything from 0.16 up
  /// to half of the other chip's time; the middle, where 1 / v - 1 / (1 - v) + 1 / (v - 0.16) -
  /// 1 / (1 - 2 v) = 0, is v = 0.4. Water filling goes on to 1/2.
  @Test(arguments: [
    ("gavel-max-min", 0.4), ("gavel-max-min-agnostic", 0.4), ("gavel-water-filling", 0.5),
    ("gavel-water-filling-agnostic", 0.5),
  ])
  func whatMaxMinLeavesWaterFills(name: String, share: Double) throws {
    let shares = try heavyJob(try #require(PolicySpecification.named(name)))
    #expect(zip(shares, [1, share, share]).allSatisfy { abs($0 - $1) < 1e-4 }, "\(shares)")
  }

  private func heavyJob(_ policy: PolicySpecification) throws -> [Double] {
    var problem = AllocationProblem(capacities: [2])
    for (name, weight) in [6.25, 1, 1].enumerated() {
      problem.add(AllocationProblem.Job(name: name, speeds: [1], weight: weight))
    }
    return try allocate(problem, policy)
  }

  /// In one of the scenes at least, any two policies decide differently.
  @Test func noTwoPoliciesDecideTheSame() throws {
    var decisions: [String: String] = [:]
    for (name, policy) in Self.policies {
      func rounded(_ shares: [Double]) -> [Int] { shares.map { Int(($0 * 100).rounded()) } }
      let all =
        "\(try turns(policy).map(\.nanoseconds)) \(rounded(try twoKinds(policy))) "
        + "\(rounded(try heavyJob(policy)))"
      #expect(decisions[all] == nil, "\(name) and \(decisions[all] ?? "")")
      decisions[all] = name
    }
  }
}

/// No chip of these scenes is asked about beyond what was measured.
private struct NoSpeeds: SpeedSource {
  func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? { nil }
}
