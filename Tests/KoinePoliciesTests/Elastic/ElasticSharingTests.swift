import KoineTestSupport
import Testing

@testable import KoinePolicies

/// Accelerators divided among jobs, against all ways to divide them.
@Suite struct ElasticSharingTests {
  /// Speeds with falling gains, sizes without gaps: then greedy steps find the optimum.
  private func candidate(_ random: inout SplitMix64, goal: ElasticGoal) -> ElasticCandidate {
    let least = random.integer(in: 1...2)
    let sizes = (least...least + random.integer(in: 0...4)).map { Int32($0) }
    let serial = Double(random.integer(in: 1...60)) / 100
    let speeds = sizes.map { 1 / (serial + (1 - serial) / Double($0)) }
    return ElasticCandidate(
      sizes: sizes, speeds: [speeds], fair: speeds[random.integer(in: 0...speeds.count - 1)],
      weight: Double(random.integer(in: 1...8)), current: nil, restartFactor: 1)
  }

  /// The best sum of values over all ways in which everybody has something.
  private func best(
    _ candidates: ArraySlice<ElasticCandidate>, _ capacity: Int, _ goal: ElasticGoal
  ) -> Double? {
    guard let first = candidates.first else { return 0 }
    var best: Double?
    for (index, size) in first.sizes.enumerated() where Int(size) <= capacity {
      guard let rest = self.best(candidates.dropFirst(), capacity - Int(size), goal) else {
        continue
      }
      let sum = goal.value(of: first, at: ElasticChoice(kind: 0, size: index)) + rest
      best = max(best ?? sum, sum)
    }
    return best
  }

  @Test(arguments: [ElasticGoal.proportional, .speedups])
  func oneKindIsDividedBest(goal: ElasticGoal) {
    for seed in TestScale.seeds(300) {
      var random = SplitMix64(seed: seed)
      let candidates = (0..<random.integer(in: 1...5)).map { _ in
        candidate(&random, goal: goal)
      }
      let capacity = random.integer(in: 1...16)
      let sharing = ElasticSharing(candidates, capacities: [capacity], goal: goal)
      var used = 0
      var sum = 0.0
      for (candidate, choice) in zip(candidates, sharing.choices) {
        guard let choice else { continue }
        used += Int(candidate.sizes[choice.size])
        sum += goal.value(of: candidate, at: choice)
      }
      #expect(used + sharing.free[0] == capacity, "seed \(seed)")
      #expect(sharing.free[0] >= 0, "seed \(seed)")
      guard let best = best(candidates[...], capacity, goal) else { continue }
      #expect(abs(sum - best) < 1e-9 * max(1, abs(best)), "seed \(seed): \(sum), best \(best)")
    }
  }

  /// On several kinds nothing is promised but that nobody gets what is not there, and that nobody is
  /// left out for whom there is room.
  @Test func severalKindsAreNeverOverdrawn() {
    for seed in TestScale.seeds(300) {
      var random = SplitMix64(seed: seed)
      let kinds = random.integer(in: 2...3)
      let candidates = (0..<random.integer(in: 1...8)).map { _ in
        var found = candidate(&random, goal: .speedups)
        found.speeds = (0..<kinds).map { _ in
          let factor = random.happens(0.3) ? 0 : Double(random.integer(in: 1...5))
          return found.speeds[0].map { $0 * factor }
        }
        return found
      }
      let capacities = (0..<kinds).map { _ in random.integer(in: 0...8) }
      let sharing = ElasticSharing(candidates, capacities: capacities, goal: .speedups)
      var free = capacities
      for (candidate, choice) in zip(candidates, sharing.choices) {
        guard let choice else { continue }
        #expect(candidate.speed(choice) > 0, "seed \(seed)")
        free[choice.kind] -= Int(candidate.sizes[choice.size])
      }
      #expect(free == sharing.free, "seed \(seed)")
      #expect(free.allSatisfy { $0 >= 0 }, "seed \(seed)")
      for (candidate, choice) in zip(candidates, sharing.choices) where choice == nil {
        for kind in 0..<kinds where candidate.speeds[kind][0] > 0 {
          #expect(free[kind] < Int(candidate.sizes[0]), "seed \(seed)")
        }
      }
    }
  }
}
