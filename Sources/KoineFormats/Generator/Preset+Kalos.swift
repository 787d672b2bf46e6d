import KoineStatistics

extension GeneratorSettings {
  /// Shanghai AI Laboratory, cluster Kalos, March to August 2023: evaluations by number, pretraining
  /// by GPU time.
  ///
  /// Source: Hu et al., NSDI 2024, curves and summary of AcmeTrace (CC BY 4.0). Sizes by type are a
  /// decomposition of the published sizes that agrees with the published quartiles of each type.
  /// Arrivals are not published: the hours of Helios, 19,907 GPU jobs in 184 days.
  public static var kalos: GeneratorSettings {
    GeneratorSettings(
      name: "kalos",
      meaning: "Shanghai AI Lab Kalos 2023: evaluations by number, LLM pretraining by time",
      jobs: 19907, meanGap_s: 798.6,
      arrivals: ArrivalSettings(
        hourWeights: heliosHours,
        dayWeights: heliosDays,
        dailyDrift: .init(sigma: 0.3, memory: 4),
        hourlyDrift: .init(sigma: 0.15, memory: 6),
        batches: BatchSettings(
          singleShare: 0.8, smallest: 3, tail: 1.1, largest: 300,
          accelerators: 512, gap_s: 5, gapSigma: 1.2)),
      kinds: kalosKinds, batchDurationCorrelation: 0.5,
      tenants: TenantSettings(count: 120, zipfExponent: 1.2, prefix: "user"),
      host: HostSettings(cpu_milli: 8000, memory_mib: 65_536))
  }

  /// Fitted to the shares of jobs and of GPU time by outcome.
  private static var kalosOutcomes: OutcomeSettings {
    OutcomeSettings(
      cancelled: .init(-2.881, perScore: 0.1, perDoubling: 0.374),
      failed: .init(-0.261, perScore: -0.03, perDoubling: -0.121))
  }

  private static let kalosKinds = [
    JobKind(
      name: "evaluation", weight: 92.82,
      sizes: [
        JobSize(1, 0.92935, shift: -0.43), JobSize(2, 0.019, shift: 0),
        JobSize(8, 0.04894, shift: 0.43), JobSize(16, 0.00189, shift: 0),
        JobSize(32, 0.00065, shift: 0),
      ],
      durations: QuantileCurve(percent: [
        (8, 0.0108), (16, 1.5321), (32, 19.5117), (64, 39.9166), (128, 52.6663), (256, 71.8153),
        (512, 81.1597), (1024, 87.0283), (2048, 93.7957), (4096, 98.0564), (8192, 99.5994),
        (16384, 99.8376), (32768, 99.9783), (117965, 100),
      ]),
      outcomes: kalosOutcomes),
    JobKind(
      name: "pretrain", weight: 3.22,
      sizes: [
        JobSize(32, 0.00153, shift: 0.07), JobSize(64, 0.02393, shift: 0.73),
        JobSize(96, 0.00303, shift: -0.09), JobSize(128, 0.04401, shift: -0.65),
        JobSize(256, 0.24807, shift: 0.29), JobSize(320, 0.00543, shift: -0.66),
        JobSize(496, 0.02269, shift: 0.18), JobSize(504, 0.04088, shift: 0.44),
        JobSize(512, 0.39286, shift: -0.21), JobSize(1024, 0.2175, shift: -0.11),
      ],
      durations: QuantileCurve(percent: [
        (32, 4.2122), (64, 9.8284), (128, 14.3526), (256, 25.741), (512, 43.8378), (1024, 57.0983),
        (2048, 65.3666), (4096, 71.9189), (8192, 76.9111), (16384, 82.3713), (32768, 87.8315),
        (65536, 93.2917), (131072, 96.7239), (262144, 98.908), (524288, 99.844), (625740, 100),
      ]),
      outcomes: kalosOutcomes, priority: 1),
    JobKind(
      name: "debug", weight: 2.7,
      sizes: [
        JobSize(8, 0.15424, shift: 0.06), JobSize(16, 0.06141, shift: 0.03),
        JobSize(32, 0.09019, shift: 0.08), JobSize(64, 0.1593, shift: 0.04),
        JobSize(96, 0.00755, shift: 0), JobSize(128, 0.06221, shift: -0.06),
        JobSize(256, 0.13992, shift: -0.01), JobSize(320, 0.0026, shift: 0),
        JobSize(496, 0.00959, shift: 0), JobSize(504, 0.01728, shift: 0),
        JobSize(512, 0.1661, shift: -0.04), JobSize(1024, 0.12951, shift: -0.07),
      ],
      durations: QuantileCurve(percent: [
        (16, 1.3035), (32, 8.3799), (64, 17.3184), (128, 25.8845), (256, 38.7337), (512, 70.7635),
        (1024, 88.8268), (2048, 97.2067), (4096, 99.0689), (8192, 99.6276), (16384, 99.8138),
        (30000, 100),
      ]),
      outcomes: kalosOutcomes),
    JobKind(
      name: "other", weight: 1.26,
      sizes: [
        JobSize(1, 0.01303, shift: -0.04), JobSize(2, 0.24697, shift: -0.33),
        JobSize(8, 0.48, shift: -0.06), JobSize(32, 0.06572, shift: 1.59),
        JobSize(64, 0.11581, shift: -0.26), JobSize(128, 0.02535, shift: -0.33),
        JobSize(256, 0.03106, shift: -0.24), JobSize(504, 0.00253, shift: 0),
        JobSize(512, 0.01953, shift: -0.24),
      ],
      durations: QuantileCurve(percent: [
        (16, 2), (32, 20.4), (64, 29.2), (128, 35.2), (256, 46.4), (512, 64.8), (1024, 75.2),
        (2048, 79.2), (4096, 84), (8192, 85.2), (16384, 87.6), (32768, 90), (65536, 92.8),
        (131072, 95.6), (262144, 98.8), (625740, 100),
      ]),
      outcomes: kalosOutcomes),
  ]
}
