import KoineStatistics
import Testing

@testable import KoineSearch

/// Changing one thing at a time of the best.
@Suite struct CoordinateDescentTests {
  /// 120 combinations of three choices.
  private static let space = SearchSpace([
    SearchDimension("a", .choice(6)), SearchDimension("b", .choice(5)),
    SearchDimension("c", .choice(4)),
  ])

  private static func choices(_ probe: Probe) -> [Int] {
    space.values(at: probe.point).map { if case .choice(let index) = $0 { index } else { -1 } }
  }

  /// The least value that `asha` finds in full within an effort.
  private func search(
    seed: UInt64, effort most: Double, _ value: (Probe) -> Double
  ) -> (best: Double, wholeTrials: [[Int]]) {
    let halving = SuccessiveHalving(
      RandomSearch(Self.space, seed: seed), .continuous, on: Self.space, seed: seed, rungs: 3,
      reduction: 4, batch: 4)
    var effort = 0.0
    var best = Double.infinity
    var wholeTrials: [[Int]] = []
    while effort < most {
      halving.tell(
        halving.ask().map { probe in
          effort += probe.share
          if probe.share == 1 {
            best = min(best, value(probe))
            wholeTrials.append(Self.choices(probe))
          }
          return Evaluation(probe, value(probe))
        })
    }
    return (best, wholeTrials)
  }

  /// Short trials that say nothing at all: the best of 120 is found for the price of 45, at which a
  /// random search has it in three of eight searches.
  @Test func `what adds up is found although short trials say nothing`() {
    for seed: UInt64 in 1...5 {
      let found = search(seed: seed, effort: 45) { probe in
        let own = Self.choices(probe)
        let value = Double((own[0] * 5 + 4) % 6 * 10 + (own[1] * 3 + 2) % 5 * 7 + own[2] * 3)
        return probe.share == 1 ? value : 0
      }
      #expect(found.best == 0, "seed \(seed): \(found.wholeTrials)")
    }
  }

  /// Nothing is tried in full twice.
  @Test func `whole trials are not repeated`() {
    for seed: UInt64 in 1...5 {
      let found = search(seed: seed, effort: 30) { probe in
        Double(Self.choices(probe).reduce(0) { $0 * 31 + $1 } % 97) + probe.share
      }
      let drawn = found.wholeTrials
      #expect(Set(drawn).count == drawn.count, "seed \(seed)")
    }
  }

  /// A better value of one thing shows beside one choice of another only: after the best has been left
  /// the best with each other choice is visited.
  @Test func `two things that have to change at once are found`() {
    var wins = 0
    for seed: UInt64 in 1...20 {
      let found = search(seed: seed, effort: 60) { probe in
        let own = Self.choices(probe)
        if own == [3, 4, 2] { return 1 }
        return Double(own[2] == 2 ? 50 - own[0] - own[1] : 10 + own[0] + own[1])
      }
      if found.best == 1 { wins += 1 }
    }
    #expect(wins >= 14, "\(wins) of 20, where a random search has 10")
  }

  /// What an alternative brings in has its usual value.
  @Test func `parameters of other choices begin with their usual values`() {
    let space = SearchSpace([
      SearchDimension("part", .choice(2)),
      SearchDimension(
        "number", .number(0...10), condition: .init(0, isAmong: [1]), standard: .number(1)),
    ])
    #expect(space.dimensions[1].standard == 0.1 && space.dimensions[0].standard == 0.5)
    var descent = CoordinateDescent(space)
    var random = RandomStream(seed: 1, name: "test")
    let step = descent.next(
      whole: [Probe(trial: 0, point: [0.25, 0.9])], short: [], tried: [],
      ForestGuide(space, seed: 1), &random)
    guard case .whole(let point) = step else {
      Issue.record("one alternative needs no short trial")
      return
    }
    #expect(space.values(at: point) == [.choice(1), .number(1)])
  }
}
