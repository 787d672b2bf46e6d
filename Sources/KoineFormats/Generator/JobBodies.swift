import Foundation
import KoineModel
import KoineStatistics

/// What every job of a plan asks for, how long it runs and how it ends.
struct JobBodies {
  private(set) var duration_s: [Int64]
  private(set) var estimate_s: [Int64]
  private(set) var request: [RequestHandle]
  private(set) var ending: [JobEnding]
  private(set) var requests: [Request] = []
  /// Accelerator time asked for by all jobs together.
  private(set) var work_s: Double = 0

  init(_ settings: GeneratorSettings, seed: UInt64, batches: BatchPlan) {
    let count = batches.stratum.count
    duration_s = Array(repeating: 1, count: count)
    estimate_s = Array(repeating: 1, count: count)
    request = Array(repeating: RequestHandle(0), count: count)
    ending = Array(repeating: .completes, count: count)
    drawRequests(settings, seed, batches)
    drawDurations(settings, seed, batches)
    drawEstimates(settings, seed)
    for index in 0..<count {
      work_s +=
        Double(duration_s[index]) * Double(requests[request[index].index].accelerators_milli)
    }
    work_s /= 1000
  }

  // MARK: Durations and endings

  /// Draws a normal score per job, ranks the scores of a kind, and reads its curve at the ranks.
  private mutating func drawDurations(
    _ settings: GeneratorSettings, _ seed: UInt64, _ batches: BatchPlan
  ) {
    var stream = RandomStream(seed: seed, name: "durations")
    var endings = RandomStream(seed: seed, name: "endings")
    let scores = Self.scores(settings, batches, &stream)
    let strata = Self.strata(settings, batches)
    for (kind, members) in zip(settings.kinds, strata) {
      var ranking: [Ranked] = []
      for (size, jobs) in zip(kind.sizes, members) {
        let shares = Ranked.inOrder(jobs, scores).enumerated().map { rank, ranked in
          let share = (Double(rank) + stream.openUniform()) / Double(jobs.count)
          return Ranked(score: size.durationShift + normalQuantile(share), job: ranked.job)
        }
        ranking += shares
      }
      ranking.sort()
      finish(ranking, kind, batches, &stream, &endings)
    }
  }

  /// Gives the jobs of a kind, shortest first, their durations and endings.
  private mutating func finish(
    _ ranking: [Ranked], _ kind: JobKind, _ batches: BatchPlan, _ stream: inout RandomStream,
    _ endings: inout RandomStream
  ) {
    // A Weyl sequence of the golden ratio for each size: any stretch of neighbouring durations ends
    // as the odds say, where independent numbers would let a few long jobs decide.
    var places = kind.sizes.map { _ in endings.uniform() }
    for (rank, ranked) in ranking.enumerated() {
      let probability = (Double(rank) + stream.openUniform()) / Double(ranking.count)
      let job = Int(ranked.job)
      let size = Int(batches.stratum[job].size)
      duration_s[job] = Int64(max(1, kind.durations.value(at: probability).rounded()))
      places[size] = (places[size] + 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
      ending[job] = Self.ending(kind.outcomes, kind.sizes[size], probability, at: places[size])
    }
  }

  private struct Ranked: Comparable {
    var score: Double
    var job: Int32

    static func < (a: Ranked, b: Ranked) -> Bool {
      a.score == b.score ? a.job < b.job : a.score < b.score
    }

    static func inOrder(_ jobs: [Int32], _ scores: [Double]) -> [Ranked] {
      jobs.map { Ranked(score: scores[Int($0)], job: $0) }.sorted()
    }
  }

  /// The jobs of each size of each kind.
  private static func strata(_ settings: GeneratorSettings, _ batches: BatchPlan) -> [[[Int32]]] {
    var strata = settings.kinds.map { $0.sizes.map { _ in [Int32]() } }
    for (job, stratum) in batches.stratum.enumerated() {
      strata[Int(stratum.kind)][Int(stratum.size)].append(Int32(job))
    }
    return strata
  }

  /// Standard normal, correlated within a batch.
  private static func scores(
    _ settings: GeneratorSettings, _ batches: BatchPlan, _ stream: inout RandomStream
  ) -> [Double] {
    let shared = settings.batchDurationCorrelation.squareRoot()
    let own = (1 - settings.batchDurationCorrelation).squareRoot()
    var scores: [Double] = []
    scores.reserveCapacity(batches.stratum.count)
    for count in batches.counts {
      let common = shared * stream.normal()
      for _ in 0..<count { scores.append(common + own * stream.normal()) }
    }
    return scores
  }

  private static func ending(
    _ outcomes: OutcomeSettings, _ size: JobSize, _ probability: Double, at place: Double
  ) -> JobEnding {
    let row = outcomes.rows.last { $0.from <= size.accelerators } ?? outcomes.rows[0]
    let score = normalQuantile(min(max(probability, 1e-12), 1 - 1e-12))
    let doublings = log2(Double(max(size.accelerators, 1)))
    func odds(_ odds: OutcomeSettings.Odds) -> Double {
      exp(odds.level + odds.perScore * score + odds.perDoubling * doublings)
    }
    let cancelled = odds(row.cancelled)
    let failed = odds(row.failed)
    let mark = place * (1 + cancelled + failed)
    return mark < 1 ? .completes : mark < 1 + cancelled ? .isCancelled : .fails
  }

  // MARK: Estimates

  /// Times that people write, s.
  private static let roundTimes_s: [Int64] = {
    let minutes: [Int64] = [5, 10, 15, 30]
    let hours: [Int64] = [1, 2, 3, 4, 6, 8, 12, 18]
    let days: [Int64] = [1, 2, 3, 4, 5, 7, 10, 14, 21, 30]
    return minutes.map { $0 * 60 } + hours.map { $0 * 3600 } + days.map { $0 * 86_400 }
  }()

  private mutating func drawEstimates(_ settings: GeneratorSettings, _ seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "estimates")
    let widest = settings.estimates.largestFactor - 1
    for index in duration_s.indices {
      let factor = 1 + widest * stream.uniform()
      let guess = Int64((Double(duration_s[index]) * factor).rounded(.up))
      let rounded = Self.roundTimes_s.first { $0 >= guess } ?? guess
      estimate_s[index] = settings.estimates.isRounded ? rounded : guess
    }
  }

  // MARK: Requests

  private mutating func drawRequests(
    _ settings: GeneratorSettings, _ seed: UInt64, _ batches: BatchPlan
  ) {
    var stream = RandomStream(seed: seed, name: "requests")
    var interner = RequestInterner()
    var first = 0
    for count in batches.counts {
      let stratum = batches.stratum[first]
      let size = settings.kinds[Int(stratum.kind)].sizes[Int(stratum.size)]
      let selection = Self.selection(size, &stream)
      let handle = interner.intern(Self.request(size, settings.host, selection))
      for job in first..<first + Int(count) { request[job] = handle }
      first += Int(count)
    }
    requests = interner.requests
  }

  private static func selection(
    _ size: JobSize, _ stream: inout RandomStream
  ) -> ChipSelectionHandle {
    guard !size.selections.isEmpty else { return .none }
    var place = stream.uniform()
    for (selection, probability) in size.selections {
      if place < probability { return ChipSelectionHandle(selection) }
      place -= probability
    }
    return .none
  }

  private static func request(
    _ size: JobSize, _ host: HostSettings, _ chips: ChipSelectionHandle
  ) -> Request {
    let accelerators_milli = Int64(size.accelerators) * Int64(size.share_milli)
    return Request(
      accelerators: size.accelerators, share_milli: size.share_milli,
      cpu_milli: host.cpu_milli * accelerators_milli / 1000,
      memory_mib: host.memory_mib * accelerators_milli / 1000, chips: chips,
      locality: size.locality, localityIsRequired: size.localityIsRequired)
  }
}
