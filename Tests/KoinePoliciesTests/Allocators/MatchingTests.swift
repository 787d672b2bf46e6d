import KoineTestSupport
import Testing

@testable import KoinePolicies

@Suite struct MatchingTests {
  /// Against all assignments of up to five rows.
  @Test(arguments: 0..<60)
  func theAssignmentIsTheCheapest(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let rows = random.integer(in: 1...5)
    let columns = rows + random.integer(in: 0...2)
    let costs = (0..<rows * columns).map { _ in Double(random.integer(in: 0...20)) }
    func cheapest(_ row: Int, _ used: Set<Int>) -> Double {
      if row == rows { return 0 }
      return (0..<columns).filter { !used.contains($0) }
        .map { costs[row * columns + $0] + cheapest(row + 1, used.union([$0])) }.min()!
    }
    let found = leastCostAssignment(costs: costs, rows: rows, columns: columns)
    #expect(Set(found).count == rows)
    let cost = found.enumerated().reduce(0) { $0 + costs[$1.offset * columns + $1.element] }
    #expect(cost == cheapest(0, []))
  }

  /// A fast and a slow chip, jobs of 4, 2 and 1 hours on the fast one and 2.5 times that on the slow.
  /// Best: the 2 and then the 4 on the fast chip (they end at 2 and 6), the 1 on the slow (at 2.5), in all
  /// 10.5. All on the fast one, or the 2 alone on the slow, make 11; the 4 there, 14.
  @Test func alloxStartsTheShortestAndKeepsRunningJobs() {
    var problem = AllocationProblem(capacities: [1, 1])
    for (name, hours) in [4.0, 2, 1].enumerated() {
      problem.add(
        AllocationProblem.Job(name: name, speeds: [1, 0.4], remaining: hours, elapsed_s: 1))
    }
    let first = Allox().allocate(problem, held: [nil, nil, nil])
    #expect(first.shares == [0, 0, 1, 0, 0, 1])
    // While the slow chip is held by the longest job, the shortest has the fast one.
    let second = Allox().allocate(problem, held: [1, nil, nil])
    #expect(second.shares == [0, 1, 0, 0, 1, 0])
    // Nothing is free: nobody starts.
    let third = Allox().allocate(problem, held: [1, 0, nil])
    #expect(third.shares == [0, 1, 1, 0, 0, 0])
  }

  /// A program over jobs and pairs, written out for a tableau, against the one over classes.
  @Test(arguments: 0..<30)
  func spaceSharingRaisesTheLeastRate(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let kinds = random.integer(in: 1...2)
    var pairs = PairSpeeds(classes: 3, kinds: kinds)
    let alone = (0..<3).map { _ in (0..<kinds).map { _ in 1 + random.unit() } }
    for one in 0..<3 {
      for other in 0..<3 {
        for kind in 0..<kinds {
          pairs[one, with: other, on: kind] =
            random.happens(0.8) ? alone[one][kind] * (0.3 + 0.6 * random.unit()) : 0
        }
      }
    }
    var problem = AllocationProblem(capacities: (0..<kinds).map { _ in random.integer(in: 1...2) })
    let classes = (0..<random.integer(in: 2...5)).map { _ in random.integer(in: 0...2) }
    for (name, jobClass) in classes.enumerated() {
      problem.add(AllocationProblem.Job(name: name, speeds: alone[jobClass]))
    }
    let allocation = try SpaceSharing(pairs).allocate(problem, classes: classes)

    var columns: [(jobs: [Int], kind: Int)] = []
    for kind in 0..<kinds {
      for job in classes.indices {
        columns.append(([job], kind))
        for other in classes.indices
        where other > job && pairs.canShare(classes[job], classes[other], kind) {
          columns.append(([job, other], kind))
        }
      }
    }
    func speed(_ column: (jobs: [Int], kind: Int), _ job: Int) -> Double {
      guard column.jobs.contains(job) else { return 0 }
      guard let other = column.jobs.first(where: { $0 != job }) else {
        return alone[classes[job]][column.kind]
      }
      return pairs[classes[job], with: classes[other], on: column.kind]
    }
    var rows: [[Double]] = []
    var limits: [Double] = []
    for job in classes.indices {
      rows.append(columns.map { $0.jobs.contains(job) ? 1 : 0 } + [0])
      limits.append(1)
      let scale = 1 / ReferenceShares.proportionalSpeed(problem, job)
      rows.append(columns.map { -scale * speed($0, job) } + [1])
      limits.append(0)
    }
    for kind in 0..<kinds {
      rows.append(columns.map { $0.kind == kind ? 1 : 0 } + [0])
      limits.append(Double(problem.capacities[kind]))
    }
    let best = DenseSimplex.maximise(
      columns.map { _ in 0 } + [1], rows: rows, limits: limits
    ).value!
    let least = classes.indices.map { job in
      var rate = allocation.rate(of: job, problem)
      for pair in allocation.pairs where pair.first == job || pair.second == job {
        let other = pair.first == job ? pair.second : pair.first
        rate += pair.share * pairs[classes[job], with: classes[other], on: pair.kind]
      }
      return rate / ReferenceShares.proportionalSpeed(problem, job)
    }.min()!
    #expect(abs(least - best) < 1e-6)
  }
}
