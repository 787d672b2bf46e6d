import KoineStatistics

extension GeneratorSettings {
  /// Alibaba PAI, July and August 2020: training and inference that share GPUs.
  ///
  /// Sources: Weng et al., NSDI 2022; durations, sizes and GPU time from the curves and summary that
  /// Hu et al., NSDI 2024, publish with AcmeTrace (CC BY 4.0). Sizes are those of one instance. The
  /// split of the jobs below one GPU is ours: it gives the published median of 0.5 and mean of 0.68
  /// GPU. Outcomes are not in the figures used: a quarter of the jobs fails here, as an
  /// assumption.
  public static var pai: GeneratorSettings {
    GeneratorSettings(
      name: "pai",
      meaning: "Alibaba PAI 2020: small training and inference jobs, most on a share of a GPU",
      jobs: 100000, meanGap_s: 5.17,
      arrivals: ArrivalSettings(
        hourWeights: heliosHours,
        dayWeights: heliosDays,
        dailyDrift: .init(sigma: 0.2, memory: 4),
        hourlyDrift: .init(sigma: 0.1, memory: 6),
        batches: BatchSettings(
          singleShare: 0.8, smallest: 2, tail: 1.1, largest: 300,
          accelerators: 256, gap_s: 6, gapSigma: 1.3)),
      kinds: paiKinds, batchDurationCorrelation: 0.5,
      tenants: TenantSettings(count: 1200, zipfExponent: 1.1, prefix: "user"),
      host: HostSettings(cpu_milli: 8000, memory_mib: 32768))
  }

  private static let paiKinds = [
    JobKind(
      name: "task", weight: 1,
      sizes: [
        .share(50, 0.0357, shift: 0), .share(100, 0.05, shift: -0),
        .share(250, 0.24, shift: -0.07), .share(500, 0.28, shift: -0.17),
        JobSize(1, 0.365, shift: -0.36), JobSize(2, 0.01576, shift: -0.14),
        JobSize(3, 0.00114, shift: -0.73), JobSize(4, 0.00344, shift: 0.45),
        JobSize(5, 0.00403, shift: -0.25), JobSize(6, 0.00013, shift: 0.71),
        JobSize(8, 0.00477, shift: 0.55),
      ],
      durations: QuantileCurve(percent: [
        (1, 0.0796), (2, 0.0815), (4, 0.1148), (8, 0.427), (16, 2.9878), (32, 11.8695),
        (64, 21.0574), (128, 28.9473), (256, 39.6215), (512, 50.9036), (1024, 60.7889),
        (2048, 69.8359), (4096, 78.5071), (8192, 87.1171), (16384, 93.1862), (32768, 97.0539),
        (65536, 99.0286), (131072, 99.6922), (262144, 99.9513), (524288, 99.9965), (626371, 100),
      ]),
      outcomes: OutcomeSettings(
        cancelled: .never, failed: .init(-1.1)))
  ]
}
