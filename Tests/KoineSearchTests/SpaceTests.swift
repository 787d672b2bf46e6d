import KoineSearch
import Testing

@Suite struct SpaceTests {
  @Test func `coordinates stand for equal shares`() {
    let space = SearchSpace([
      SearchDimension("linear", .number(10...20)),
      SearchDimension("log", .number(1...100), isLogarithmic: true),
      SearchDimension("whole", .integer(1...4)), SearchDimension("choice", .choice(2)),
    ])
    #expect(space.values(at: [0, 0, 0, 0]) == [.number(10), .number(1), .integer(1), .choice(0)])
    #expect(
      space.values(at: [1, 1, 1, 1]) == [.number(20), .number(100), .integer(4), .choice(1)])
    guard case .number(let middle) = space.values(at: [0.5, 0.5, 0.26, 0.49])[1] else {
      Issue.record("a number")
      return
    }
    #expect(abs(middle - 10) < 1e-9)
    #expect(space.values(at: [0.5, 0.5, 0.26, 0.49])[2...] == [.integer(2), .choice(0)])
  }

  /// On a logarithmic scale 1 has from ½ to 1½, much more than 100 from 99½ to 100½.
  @Test func `whole numbers can be logarithmic`() {
    let space = SearchSpace([SearchDimension("n", .integer(1...100), isLogarithmic: true)])
    #expect(space.values(at: [0]) == [.integer(1)])
    #expect(space.values(at: [0.2]) == [.integer(1)])
    #expect(space.values(at: [1]) == [.integer(100)])
    for number in 1...100 {
      #expect(space.values(at: space.point(of: [.integer(number)])) == [.integer(number)])
    }
  }

  @Test func `what a condition rules out means nothing`() {
    let space = SearchSpace([
      SearchDimension("a", .choice(2)),
      SearchDimension("b", .number(0...1), condition: .init(0, isAmong: [1])),
    ])
    #expect(space.values(at: [0.1, 0.3]) == [.choice(0), nil])
    #expect(space.values(at: [0.1, 0.3]) == space.values(at: [0.2, 0.9]))
    #expect(space.values(at: [0.9, 0.25]) == [.choice(1), .number(0.25)])
    #expect(space.point(of: [.choice(0), nil]) == [0.25, 0.5])
  }

  @Test func `sobol fills the plane evenly`() {
    let space = SearchSpace((0..<50).map { SearchDimension("x\($0)", .number(0...1)) })
    let points = SobolSearch(space, seed: 3, batch: 256).ask().map(\.point)
    // 256 points of a shifted sequence: each sixteenth of an axis has 16, one more or less.
    for dimension in [0, 1, 7, 39] {
      for strip in 0..<16 {
        let count = points.count { Int($0[dimension] * 16) == strip }
        #expect((15...17).contains(count), "dimension \(dimension), strip \(strip): \(count)")
      }
    }
    #expect(points.allSatisfy { $0.count == 50 && $0.allSatisfy { (0..<1).contains($0) } })
  }
}
