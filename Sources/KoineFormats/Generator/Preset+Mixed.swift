import KoineModel
import KoineStatistics

extension GeneratorSettings {
  /// Training and inference on a mixed domestic cluster of about 2,000 accelerators: the default.
  ///
  /// An assumption of ours, not a trace: sizes and durations are scaled from the kinds of Seren and
  /// Kalos (Hu et al., NSDI 2024) to a cluster of which no vendor owns more than a few hundred cards,
  /// inference from PAI (Weng et al., NSDI 2022), for about two weeks at an offered load near 0.9.
  public static var mixed: GeneratorSettings {
    GeneratorSettings(
      name: "mixed",
      meaning: "training and inference for a mixed cluster of about 2,000 accelerators",
      jobs: 58_000, meanGap_s: 20.8,
      arrivals: ArrivalSettings(
        hourWeights: heliosHours, dayWeights: heliosDays,
        dailyDrift: .init(sigma: 0.15, memory: 4), hourlyDrift: .init(sigma: 0.1, memory: 6),
        batches: BatchSettings(
          singleShare: 0.85, smallest: 3, tail: 1.1, largest: 300, accelerators: 256, gap_s: 8,
          gapSigma: 1.3)),
      kinds: mixedKinds, batchDurationCorrelation: 0.5,
      tenants: TenantSettings(count: 60, zipfExponent: 1.1, prefix: "team"),
      host: HostSettings(cpu_milli: 6000, memory_mib: 49_152),
      chipSelections: mixedSelections, accelerators: 2_000)
  }

  /// Which chips will do, by name: what a job was ported to.
  private static let mixedSelections = [
    ["biren/br166l", "biren/br166m", "biren/br106m"],
    ["moore-threads/s4000", "moore-threads/s5000"],
    ["metax/c550", "metax/c500"],
    ["huawei/ascend-910b", "huawei/ascend-910c"],
    ["lightelligence/pace2"],
  ]

  private static let mixedKinds = [
    JobKind(
      name: "inference", weight: 34,
      sizes: [
        .share(250, 8), .share(500, 10, selections: [(4, 0.1)]),
        JobSize(1, 12, selections: [(4, 0.06)]), JobSize(2, 2),
        JobSize(4, 1.4, locality: .node), JobSize(8, 0.6, locality: .node),
      ],
      durations: QuantileCurve(
        logNormals: [(0.4, 5.2, 1.1), (0.6, 8.3, 1.6)], limits: 5...432_000),
      outcomes: OutcomeSettings(cancelled: .init(-2.2, perScore: 0.3), failed: .init(-2)),
      priority: 2),
    JobKind(
      name: "evaluation", weight: 40,
      sizes: [
        JobSize(1, 28, selections: mixedPorts), JobSize(2, 5), JobSize(4, 2, locality: .node),
        JobSize(8, 5, locality: .node, selections: mixedPorts),
      ],
      durations: QuantileCurve(
        logNormals: [(0.3, 3.6, 0.6), (0.7, 5.6, 1.5)], limits: 5...200_000),
      outcomes: OutcomeSettings(
        cancelled: .init(-2.9, perScore: 0.2), failed: .init(-0.3, perScore: -0.1))),
    JobKind(
      name: "fine-tuning", weight: 20,
      sizes: [
        JobSize(1, 4), JobSize(2, 3), JobSize(4, 3, locality: .node),
        JobSize(8, 8, locality: .node, selections: mixedPorts),
        JobSize(16, 1.5, locality: .supernode), JobSize(32, 0.5, locality: .supernode),
      ],
      durations: QuantileCurve(logNormals: [(1, 7.2, 1.9)], limits: 10...600_000),
      outcomes: OutcomeSettings(
        cancelled: .init(-1.9, perScore: 0.4), failed: .init(-1, perScore: -0.2))),
    JobKind(
      name: "pretraining", weight: 1.6,
      sizes: [
        JobSize(32, 0.8, locality: .supernode), JobSize(64, 0.6, locality: .supernode),
        JobSize(128, 0.16, locality: .supernode), JobSize(256, 0.04, locality: .supernode),
        JobSize(512, 0.01, locality: .supernode),
      ],
      durations: QuantileCurve(
        logNormals: [(0.6, 6.5, 1.5), (0.4, 10.4, 1)], limits: 10...600_000),
      outcomes: OutcomeSettings(
        cancelled: .init(-0.8, perScore: 0.7), failed: .init(-0.7)),
      priority: 1),
    JobKind(
      name: "debugging", weight: 4.4,
      sizes: [
        JobSize(1, 1), JobSize(8, 2.6, locality: .node), JobSize(16, 0.5, locality: .supernode),
        JobSize(32, 0.3, locality: .supernode),
      ],
      durations: QuantileCurve(logNormals: [(1, 5, 1.6)], limits: 3...86_400),
      outcomes: OutcomeSettings(cancelled: .init(-1.2), failed: .init(0))),
  ]

  /// Most jobs run anywhere; some were ported to one vendor only.
  private static let mixedPorts: [(selection: Int, probability: Double)] = [
    (0, 0.05), (1, 0.05), (2, 0.04), (3, 0.06),
  ]
}
