import Testing

@testable import KoineSearch

/// The forest that guides a search, and the order of candidates that it learns.
@Suite struct ForestTests {
  private let space = SearchSpace((0..<3).map { SearchDimension("x\($0)", .number(0...1)) })

  /// f = 3x + y: new points are put in order nearly as the function does.
  @Test(arguments: [RegressionForest.Splits.best, .drawn])
  func `a forest predicts what it has not seen`(splits: RegressionForest.Splits) {
    func f(_ point: [Double]) -> Double { 3 * point[0] + point[1] }
    let known = SobolSearch(space, seed: 5, batch: 300).ask().map(\.point)
    let forest = RegressionForest(known, known.map(f), seed: 1, splits: splits)
    for probe in RandomSearch(space, seed: 6, batch: 200).ask() {
      let found = forest.prediction(at: probe.point)
      #expect(abs(found.mean - f(probe.point)) < 0.6, "at \(probe.point)")
      #expect(found.deviation >= 0 && found.deviation < 1)
    }
  }

  /// The leaves of a tree and its branches say the same.
  @Test func `leaves fill the cube and predict as the tree does`() {
    let known = SobolSearch(space, seed: 5, batch: 60).ask().map(\.point)
    let forest = RegressionForest(known, known.map { $0[0] * $0[2] }, seed: 3)
    for leaves in forest.leaves {
      let volume = leaves.reduce(0) { sum, leaf in
        sum + zip(leaf.low, leaf.high).reduce(1) { $0 * ($1.1 - $1.0) }
      }
      #expect(abs(volume - 1) < 1e-9)
    }
    for probe in RandomSearch(space, seed: 6, batch: 50).ask() {
      let means = forest.leaves.map { leaves in
        leaves.first { leaf in
          zip(probe.point, zip(leaf.low, leaf.high)).allSatisfy { x, side in
            (side.0 < x || side.0 == 0) && x <= side.1
          }
        }!.value
      }
      let mean = means.reduce(0, +) / Double(means.count)
      #expect(abs(mean - forest.prediction(at: probe.point).mean) < 1e-9)
    }
  }

  /// Four candidates in the order 0 1 2 3 after short trials; longer ones swap 0 and 2, and the longest
  /// has 2 alone: those that went on share out their places.
  @Test func `who went on is put in order by the longest trials`() {
    func evaluation(_ trial: Int, _ share: Double, _ value: Double) -> Evaluation {
      Evaluation(Probe(trial: trial, point: [0], share: share), value)
    }
    let short = (0..<4).map { evaluation($0, 0.25, Double($0)) }
    let longer = [evaluation(0, 0.5, 70), evaluation(2, 0.5, 60)]
    let whole = [evaluation(2, 1, 900)]
    #expect(standings(of: [short, longer, whole]).map(\.trial) == [2, 1, 0, 3])
    // What was never tried in short stands where the longest trials put it.
    let fresh = [evaluation(8, 1, 800), evaluation(2, 1, 900), evaluation(9, 1, 950)]
    #expect(standings(of: [short, longer, fresh]).map(\.trial) == [8, 2, 9, 1, 0, 3])
    #expect(standings(of: [short, [], [evaluation(9, 1, 950)]]).map(\.trial) == [9, 0, 1, 2, 3])
    #expect(standings(of: [short, [], []]).map(\.trial) == [0, 1, 2, 3])
    #expect(standings(of: [[], []]).isEmpty)
  }

  /// Candidates that did the same are likely to do so again: of three equal ones one goes on, but for those
  /// that change one thing of another on purpose.
  @Test func `equal outcomes are promoted once`() {
    let halving = SuccessiveHalving(
      RandomSearch(space, seed: 1), .continuous, on: space, seed: 1, rungs: 2, reduction: 2,
      batch: 8)
    var whole: [Double] = []
    var points: [[Double]] = []
    for _ in 0..<12 {
      halving.tell(
        halving.ask().map { probe in
          let value = (probe.point[0] * 5).rounded(.down)
          let isBeside = points.contains { zip($0, probe.point).count { $0 != $1 } < 2 }
          if probe.share == 1 && !isBeside { whole.append(value) }
          if probe.share == 1 { points.append(probe.point) }
          return Evaluation(probe, value)
        })
    }
    #expect(whole.count > 1 && Set(whole).count == whole.count, "\(whole)")
  }
}
