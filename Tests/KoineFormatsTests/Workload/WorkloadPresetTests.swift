import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

/// Generated workloads, held against what is published of their sources.
///
/// Sources of the numbers: the curves and summaries published with AcmeTrace (Hu et al., NSDI 2024:
/// Seren, Kalos, Philly, Helios, PAI) and HeliosData (Hu et al., SC 2021), and the Philly job table
/// (Jeon et al., USENIX ATC 2019) for arrivals. Tolerances cover the sampling of the heavy tails.
@Suite struct WorkloadPresetTests {
  struct Published: Sendable {
    var preset: WorkloadPreset
    /// p5, p10, p25, p50, p75, p90, p95, p99 of durations, s.
    var quantiles_s: [Double]
    /// Shares of the jobs, percent: one accelerator or less, 2, 3-4, 5-8.
    var sizes: [Double]
    /// Share of the accelerator time, percent, of jobs up to 8 accelerators.
    var timeUpTo8: Double
    /// Completed, cancelled, failed, percent of the jobs and of the accelerator time; empty if
    /// nothing is published.
    var outcomes: [Double]
    var timeByOutcome: [Double]
  }

  static let published = [
    Published(
      preset: .philly, quantiles_s: [20, 36, 108, 853, 3_186, 15_822, 68_671, 413_572],
      sizes: [82.4, 2.1, 7.6, 6.9], timeUpTo8: 88, outcomes: [60.4, 9.0, 30.5],
      timeByOutcome: [32.1, 29.4, 38.6]),
    Published(
      preset: .helios, quantiles_s: [2.1, 14, 64, 201, 1_002, 6_969, 20_660, 145_776],
      sizes: [72.2, 2.6, 5.7, 14.2], timeUpTo8: 41.3, outcomes: [62.4, 22.1, 15.5],
      timeByOutcome: [51.3, 39.4, 9.3]),
    Published(
      preset: .seren, quantiles_s: [3.4, 6.6, 18, 134, 413, 1_352, 3_269, 27_528],
      sizes: [54.0, 11.4, 2.5, 28.8], timeUpTo8: 11.9, outcomes: [49.7, 7.5, 42.9],
      timeByOutcome: [21.2, 66.4, 12.4]),
    Published(
      preset: .kalos, quantiles_s: [18, 22, 40, 125, 380, 1_546, 2_938, 13_713],
      sizes: [86.3, 2.1, 0, 5.6], timeUpTo8: 0.62, outcomes: [54.1, 6.2, 39.7],
      timeByOutcome: [31.3, 60.7, 8.0]),
    Published(
      preset: .pai, quantiles_s: [19, 28, 91, 484, 3_095, 11_386, 22_677, 64_881],
      sizes: [97.1, 1.6, 0.5, 0.9], timeUpTo8: 100, outcomes: [], timeByOutcome: []),
  ]

  @Test(arguments: published, TestScale.seeds(1))
  func reproducesItsSource(_ source: Published, seed: UInt64) {
    let workload = WorkloadGenerator(source.preset.settings, seed: seed).workload()
    #expect(isValid(workload))
    let found = WorkloadDescription(workload)
    for (quantile, published) in zip(found.duration_s.quantiles_s, source.quantiles_s) {
      // A second is the resolution: 3.4 s cannot be met more exactly than by 3 s.
      #expect(abs(quantile - published) <= max(1, 0.06 * published), "\(source.preset), \(seed)")
    }
    let shares = [["<1", "1"], ["2"], ["3-4"], ["5-8"]].map { labels in
      100 * found.sizes.filter { labels.contains($0.label) }.reduce(0) { $0 + $1.shareOfJobs }
    }
    for (share, published) in zip(shares, source.sizes) {
      #expect(abs(share - published) < 0.15, "\(source.preset), \(seed)")
    }
    let small = ["<1", "1", "2", "3-4", "5-8"]
    let time =
      100 * found.sizes.filter { small.contains($0.label) }.reduce(0) { $0 + $1.shareOfWork }
    #expect(abs(time - source.timeUpTo8) < 4, "\(source.preset), \(seed)")
    check(found.outcomes.ofJobs, source.outcomes, within: 1, "\(source.preset), \(seed)")
    check(found.outcomes.ofWork, source.timeByOutcome, within: 6, "\(source.preset), \(seed)")
  }

  private func check(
    _ shares: OutcomeStatistics.Shares, _ published: [Double], within tolerance: Double,
    _ comment: String
  ) {
    for (share, expected) in zip([shares.completed, shares.cancelled, shares.failed], published) {
      #expect(abs(100 * share - expected) < tolerance, "\(comment)")
    }
  }

  /// Philly from 3 October to 14 November 2017: mean gap, CV, zero gaps, dispersion, peak.
  @Test(arguments: TestScale.seeds(1))
  func phillyArrivals(seed: UInt64) {
    let arrivals = WorkloadDescription(
      WorkloadGenerator(.philly, seed: seed).workload()
    ).arrivals
    #expect(abs(arrivals.meanGap_s - 64.1) < 2)
    #expect((1.9...3.9).contains(arrivals.coefficientOfVariation))
    #expect((0.07...0.125).contains(arrivals.zeroGapShare))
    #expect((4...12).contains(arrivals.medianGap_s))
    let bounds = [(6.0, 24.0), (35.0, 140.0), (90.0, 360.0), (300.0, 1300.0)]
    for (window, bound) in zip(arrivals.windows, bounds) {
      #expect((bound.0...bound.1).contains(window.indexOfDispersion), "\(window)")
    }
    let weekday = arrivals.dayShares.prefix(5).reduce(0, +) / 5
    let weekend = arrivals.dayShares.suffix(2).reduce(0, +) / 2
    #expect((0.3...0.8).contains(weekend / weekday), "published: 0.52")
  }

  /// The hours of the four Helios clusters together, nights to afternoons.
  @Test func heliosHours() {
    let hours = WorkloadDescription(
      WorkloadGenerator(.helios, seed: 1).workload(count: 100_000)
    ).arrivals.hourProfile
    #expect((0.4...0.75).contains(hours[6]))
    #expect((1.2...1.7).contains(hours[16]))
  }

  @Test func theDefaultFitsItsCluster() {
    for seed in TestScale.seeds(2) {
      let mixed = WorkloadDescription(WorkloadGenerator(.mixed, seed: seed).workload())
      #expect((0.8...1).contains(mixed.offeredLoad(on: 2_000) ?? 0))
      #expect(abs(mixed.span_s / 86_400 - 14) < 1)
      #expect(mixed.jobs <= 60_000)
    }
  }

  @Test(arguments: WorkloadPreset.allCases)
  func aLoadIsMet(_ preset: WorkloadPreset) throws {
    let (workload, _) = try WorkloadSource.load(
      preset.rawValue, seed: 3, jobs: 5_000, load: 0.8, accelerators: 4_096)
    let load = try #require(WorkloadDescription(workload).offeredLoad(on: 4_096))
    #expect(abs(load - 0.8) < 0.06)
  }

  @Test func sameSeedSameJobs() {
    let generator = WorkloadGenerator(.seren, seed: 5)
    let first = WorkloadWriter.csv(generator.workload(count: 3_000))
    #expect(first == WorkloadWriter.csv(generator.workload(count: 3_000)))
    #expect(
      first != WorkloadWriter.csv(WorkloadGenerator(.seren, seed: 6).workload(count: 3_000)))
  }

  @Test func twoThreadsGenerateTheSame() async {
    let alone = WorkloadWriter.csv(WorkloadGenerator(.pai, seed: 9).workload(count: 2_000))
    await withTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 {
        group.addTask {
          WorkloadWriter.csv(WorkloadGenerator(.pai, seed: 9).workload(count: 2_000))
        }
      }
      for await bytes in group { #expect(bytes == alone) }
    }
  }

  @Test(arguments: [1, 2, 3, 17] as [Int])
  func fewJobs(_ count: Int) {
    for preset in WorkloadPreset.allCases {
      let workload = WorkloadGenerator(preset.settings, seed: 1).workload(count: count)
      #expect(isValid(workload) && workload.count == count)
      _ = WorkloadDescription(workload)
    }
  }
}
