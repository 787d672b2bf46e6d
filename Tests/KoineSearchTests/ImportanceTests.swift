import KoineSearch
import Testing

@Suite struct ImportanceTests {
  private let points = SobolSearch(
    SearchSpace((0..<3).map { SearchDimension("x\($0)", .number(0...1)) }), seed: 5, batch: 400
  ).ask().map(\.point)

  /// f = 3x + y: variances 9/12 and 1/12, so 90 % and 10 %, and nothing from z.
  @Test func `a sum is split by its variances`() {
    let importance = Importance(points, points.map { 3 * $0[0] + $0[1] }, seed: 1)
    #expect(abs(importance.parts[0] - 0.9) < 0.04)
    #expect(abs(importance.parts[1] - 0.1) < 0.04)
    #expect(importance.parts[2] < 0.01)
  }

  /// f = (x - ½)(y - ½) has no part of one dimension alone.
  @Test func `joint effects belong to nobody alone`() {
    let values = points.map { ($0[0] - 0.5) * ($0[1] - 0.5) }
    let importance = Importance(points, values, seed: 1)
    #expect(importance.parts.allSatisfy { $0 < 0.15 })
  }

  @Test func `nothing to explain is explained by nothing`() {
    #expect(Importance(points, points.map { _ in 4 }, seed: 1).parts == [0, 0, 0])
    #expect(Importance([], [], seed: 1).parts.isEmpty)
    #expect(Importance([[0.5]], [.infinity], seed: 1).parts == [0])
  }
}
