import KoineModel
import KoineTestSupport
import Testing

@testable import KoineEngine

/// A list that jobs enter and leave all the time, of which the least values of blocks may be too small
/// for a while, loses no job of a search.
@Suite struct SortedJobsSearchTests {
  @Test func `searches find the first that fits, whatever has gone before`() {
    for seed in TestScale.seeds(100) {
      var random = SplitMix64(seed: seed)
      var list = SortedJobs(insertions: 200)
      var scratch = Column<PackedJob>(zeroed: 200)
      var jobs: [(key: Int64, job: UInt32, size: Int, span: Int64)] = []
      for step in 0..<1500 {
        if jobs.isEmpty || (jobs.count < 200 && random.happens(0.55)) {
          if list.isFull { list.compact(with: &scratch) }
          let job = (
            key: Int64(random.integer(in: 0...50)), job: UInt32(step),
            size: random.pick([1, 1, 1, 2, 8]), span: Int64(random.integer(in: 0...5))
          )
          list.insert(
            JobHandle(rawValue: job.job), key: job.key, size: job.size,
            span: Interval(nanoseconds: job.span))
          jobs.append(job)
          jobs.sort { ($0.key, $0.job) < ($1.key, $1.job) }
        } else {
          let gone = jobs.remove(at: random.integer(in: 0...min(jobs.count - 1, 20)))
          list.remove(at: list.position(of: JobHandle(rawValue: gone.job), key: gone.key))
        }
        if jobs.isEmpty { continue }
        let (free, extra) = (random.integer(in: 0...8), random.integer(in: 0...3))
        let window = Int64(random.integer(in: 0...5))
        let expected = jobs.first { $0.size <= free && ($0.size <= extra || $0.span <= window) }
        let found = list.firstCandidate(
          from: list.first, free: free, window: Interval(nanoseconds: window), extra: extra)
        #expect(
          found.map { list.job(at: $0).rawValue } == expected?.job, "seed \(seed), step \(step)")
      }
    }
  }
}
