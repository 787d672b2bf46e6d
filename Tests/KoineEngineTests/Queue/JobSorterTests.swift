import KoineTestSupport
import Testing

@testable import KoineEngine

/// Sorting jobs whose keys have changed, against the sort of the standard library.
@Suite struct JobSorterTests {
  private func sorted(_ keys: [Int64]) -> [PackedJob] {
    var column = Column<PackedJob>(zeroed: keys.count)
    for (index, key) in keys.enumerated() {
      column[index] = PackedJob(
        key: key, span: Int64(index), job: UInt32(keys.count - index), size: Int32(index))
    }
    var sorter = JobSorter(capacity: keys.count)
    sorter.sort(&column, count: keys.count)
    return column.array()
  }

  private func check(_ keys: [Int64], _ name: String) {
    let result = sorted(keys)
    let expected = keys.enumerated().map { (key: $1, job: keys.count - $0, index: $0) }
      .sorted { ($0.key, $0.job) < ($1.key, $1.job) }
    let isRight = zip(result, expected).allSatisfy {
      $0.key == $1.key && $0.job == $1.job && $0.span == $1.index && $0.size == $1.index
    }
    #expect(isRight && result.count == expected.count, "\(name)")
  }

  @Test func `any order, with ties`() {
    for seed in TestScale.seeds(200) {
      var random = SplitMix64(seed: seed)
      let count = random.integer(in: 0...300)
      let most = random.pick([1, 3, 1000, Int(Int64.max) / 2])
      let keys = (0..<count).map { _ in Int64(random.integer(in: -most...most)) }
      check(keys, "seed \(seed)")
    }
  }

  /// Up to eight sequences are told apart; more are merged as they stand.
  @Test func `ordered sequences shuffled into one another`() {
    for seed in TestScale.seeds(200) {
      var random = SplitMix64(seed: seed)
      var next = (0..<random.integer(in: 1...12)).map { _ in Int64(random.integer(in: 0...1000)) }
      let keys = (0..<random.integer(in: 1...400)).map { _ in
        let sequence = random.integer(in: 0...next.count - 1)
        next[sequence] += Int64(random.integer(in: 0...20))
        return next[sequence]
      }
      check(keys, "seed \(seed)")
    }
  }

  @Test func `order kept, and order turned round`() {
    check((0..<1000).map { Int64($0) }, "kept")
    check((0..<1000).map { Int64(-$0) }, "turned round")
    check([Int64.max, .min, 0, -1, 1, .max, .min], "ends of the range")
  }
}
