import KoineStatistics

extension GeneratorSettings {
  /// Microsoft Philly, 2017: single-tenant sweeps and small data-parallel training.
  ///
  /// Arrivals as in its dense part, 3 October to 14 November, in UTC; everything else as in the full
  /// trace. Sources: Jeon et al., USENIX ATC 2019, for the trace; durations, sizes and GPU time from
  /// the curves and the summary that Hu et al., NSDI 2024, publish with AcmeTrace (CC BY 4.0).
  /// Shifts and odds are fitted to the share of GPU time by size and by outcome.
  public static var philly: GeneratorSettings {
    GeneratorSettings(
      name: "philly",
      meaning: "Microsoft Philly 2017: many small training jobs, bursts of one virtual cluster",
      jobs: 56630, meanGap_s: 64.1,
      arrivals: ArrivalSettings(
        hourWeights: [
          17, 15, 16, 15, 14, 20, 21, 19, 20, 17, 15, 13, 11, 11, 11, 11, 12, 17, 16, 15, 16, 16,
          20,
          19,
        ],
        dayWeights: [12.3, 15.2, 16.3, 18.4, 20.6, 8.7, 8.5],
        dailyDrift: .init(sigma: 0.4, memory: 4.1),
        hourlyDrift: .init(sigma: 0.15, memory: 6),
        batches: BatchSettings(
          singleShare: 0.859, smallest: 3, tail: 0.9, largest: 994,
          accelerators: 1024, gap_s: 10.4, gapSigma: 1.42)),
      kinds: phillyKinds, batchDurationCorrelation: 0.5,
      tenants: TenantSettings(count: 15, zipfExponent: 1.6, prefix: "vc"),
      host: HostSettings(cpu_milli: 4000, memory_mib: 32768))
  }

  private static let phillyKinds = [
    JobKind(
      name: "training", weight: 1,
      sizes: [
        JobSize(1, 0.82421, shift: -0.33), JobSize(2, 0.02063, shift: 0.27),
        JobSize(4, 0.07563, shift: 0.2), JobSize(8, 0.06859, shift: 0.39),
        JobSize(16, 0.00899, shift: 0.21), JobSize(32, 0.00174, shift: 0.04),
        JobSize(64, 0.00015, shift: -0.41), JobSize(128, 6e-05, shift: -0.37),
      ],
      durations: QuantileCurve(percent: [
        (1, 0.0257), (2, 0.0797), (4, 0.1664), (8, 0.8224), (16, 3.6173), (32, 8.4219),
        (64, 18.8817), (128, 26.9857), (256, 31.5025), (512, 36.2814), (1024, 54.9143),
        (2048, 67.4652), (4096, 79.2804), (8192, 84.5975), (16384, 90.2865), (32768, 92.714),
        (65536, 94.8591), (131072, 96.9493), (262144, 98.3932), (524288, 99.3157),
        (1048576, 99.8008), (2097152, 99.9548), (4240676, 100),
      ]),
      outcomes: OutcomeSettings(
        cancelled: .init(-2.072, perScore: 0.823), failed: .init(-0.683, perScore: 0.377)))
  ]
}
