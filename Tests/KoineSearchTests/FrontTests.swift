import KoineSearch
import Testing

@Suite struct FrontTests {
  private func evaluation(
    _ objectives: [Double], violation: Double = 0, _ trial: Int = 0
  ) -> Evaluation {
    Evaluation(Probe(trial: trial, point: []), objectives: objectives, violation: violation)
  }

  @Test func `dominance is better in one and worse in none`() {
    let (a, b, c) = (evaluation([1, 2]), evaluation([1, 3]), evaluation([2, 1]))
    #expect(a.dominates(b) && !b.dominates(a))
    #expect(!a.dominates(c) && !c.dominates(a) && !a.dominates(a))
    #expect(b.dominates(evaluation([0, 0], violation: 1)))
    #expect(evaluation([9, 9], violation: 1).dominates(evaluation([0, 0], violation: 2)))
    #expect(!evaluation([0, 0], violation: 1).dominates(evaluation([9, 9], violation: 1)))
  }

  @Test func `the front leaves out the beaten and the equal`() {
    let all = [[3.0, 1], [1, 3], [2, 2], [2, 2], [3, 3], [1, 4]].enumerated().map {
      evaluation($1, $0)
    }
    #expect(paretoFront(all).map(\.objectives) == [[1, 3], [2, 2], [3, 1]])
    #expect(paretoFront(all).map(\.probe.trial) == [1, 2, 0])
  }

  /// Two boxes of 2 x 1 and 1 x 2 below (3, 3) that share 1 x 1.
  @Test func `hypervolume of steps`() {
    #expect(hypervolume(of: [[1, 2], [2, 1]], reference: [3, 3]) == 3)
    #expect(hypervolume(of: [[1, 2], [2, 1], [2, 2], [4, 0]], reference: [3, 3]) == 3)
    #expect(hypervolume(of: [], reference: [3, 3]) == 0)
    #expect(hypervolume(of: [[1]], reference: [3]) == 2)
    // The cube from (1,1,1) to (2,2,2), and what (0,1.5,1.5) adds: 2 x 0.5 x 0.5 less the half inside.
    #expect(hypervolume(of: [[1, 1, 1]], reference: [2, 2, 2]) == 1)
    #expect(hypervolume(of: [[1, 1, 1], [0, 1.5, 1.5]], reference: [2, 2, 2]) == 1.25)
  }

  @Test func `what is not a number counts as the worst`() {
    #expect(evaluation([.nan]).objectives == [.infinity])
    #expect(evaluation([1], violation: .nan).violation == .infinity)
  }
}
