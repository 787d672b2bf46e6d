import KoineModel
import KoineTestSupport
import Testing

@testable import KoineEngine

/// The sorted list in blocks against a sorted array, over lives much longer than its room.
@Suite struct SortedJobsTests {
  private struct Entry: Comparable {
    var key: Int64
    var job: UInt32

    static func < (a: Entry, b: Entry) -> Bool { (a.key, a.job) < (b.key, b.job) }
  }

  /// Keys that mostly grow, so that the list wanders through its room, and jobs that leave at its
  /// beginning, at its end and in between; some come back at once.
  @Test func agreesWithASortedArray() {
    for seed in TestScale.seeds(40) {
      var random = SplitMix64(seed: seed)
      let jobs = random.integer(in: 70...400)
      var list = SortedJobs(insertions: jobs)
      var scratch = Column<PackedJob>(zeroed: jobs)
      var expected: [Entry] = []
      var outside = (0..<jobs).map { UInt32($0) }
      let leaving = Double(random.integer(in: 2...9)) / 10
      for step in 0..<6000 {
        if !expected.isEmpty && (outside.isEmpty || random.happens(step % 1500 < 700 ? 0.4 : 0.6)) {
          let place =
            random.happens(leaving) ? 0 : random.integer(in: 0...expected.count - 1)
          let entry = expected.remove(at: place)
          list.remove(at: list.position(of: JobHandle(rawValue: entry.job), key: entry.key))
          outside.append(entry.job)
        } else {
          let job = outside.remove(at: random.integer(in: 0...outside.count - 1))
          let entry = Entry(key: Int64(step + random.integer(in: -300...5)), job: job)
          if list.isFull { list.compact(with: &scratch) }
          list.insert(JobHandle(rawValue: job), key: entry.key, size: 1, span: .zero)
          expected.insert(entry, at: expected.firstIndex { entry < $0 } ?? expected.count)
        }
        if step % 37 == 0 { check(list, expected, "seed \(seed), step \(step)") }
      }
    }
  }

  private func check(_ list: borrowing SortedJobs, _ expected: [Entry], _ place: String) {
    var found: [UInt32] = []
    var position = list.isEmpty ? nil : Optional(list.first)
    while let here = position {
      found.append(list.job(at: here).rawValue)
      position = list.next(after: here)
    }
    let count = list.count
    #expect(found == expected.map(\.job), "\(place)")
    #expect(count == expected.count, "\(place)")
  }
}
