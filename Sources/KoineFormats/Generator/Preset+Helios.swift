import KoineStatistics

extension GeneratorSettings {
  /// SenseTime Helios, four clusters, April to September 2020.
  ///
  /// Source: Hu et al., SC 2021, curves and summaries of HeliosData (CC BY 4.0). The hour profile is
  /// the sum of the four clusters; weekdays and burstiness are those of Venus.
  public static var helios: GeneratorSettings {
    GeneratorSettings(
      name: "helios",
      meaning: "SenseTime Helios 2020: four training clusters, jobs of up to 200 GPUs",
      jobs: 100000, meanGap_s: 10.0,
      arrivals: ArrivalSettings(
        hourWeights: heliosHours,
        dayWeights: heliosDays,
        dailyDrift: .init(sigma: 0.25, memory: 4),
        hourlyDrift: .init(sigma: 0.1, memory: 6),
        batches: BatchSettings(
          singleShare: 0.9, smallest: 2, tail: 1.2, largest: 300,
          accelerators: 512, gap_s: 12, gapSigma: 1.3)),
      kinds: heliosKinds, batchDurationCorrelation: 0.5,
      tenants: TenantSettings(count: 400, zipfExponent: 1.15, prefix: "user"),
      host: HostSettings(cpu_milli: 6000, memory_mib: 49152))
  }

  /// Jobs per hour of the day, Venus, Earth, Saturn and Uranus together, mean 1.
  static let heliosHours: [Double] = [
    0.904, 0.843, 0.681, 0.597, 0.564, 0.555, 0.547, 0.511, 0.559, 0.815, 1.124, 1.237,
    1.197, 1.224, 1.327, 1.428, 1.494, 1.330, 1.097, 1.199, 1.309, 1.224, 1.139, 1.093,
  ]

  /// Share of the submissions of Venus from Monday to Sunday, percent.
  static let heliosDays: [Double] = [14.6, 15.8, 18.2, 17.2, 13.5, 9.7, 11.0]

  private static let heliosKinds = [
    JobKind(
      name: "training", weight: 1,
      sizes: [
        JobSize(1, 0.72189, shift: -0.47), JobSize(2, 0.02558, shift: 0.19),
        JobSize(4, 0.05725, shift: -0.01), JobSize(8, 0.14219, shift: 0.07),
        JobSize(16, 0.03031, shift: 0.29), JobSize(24, 0.00355, shift: -0.01),
        JobSize(32, 0.01275, shift: 0.45), JobSize(40, 0.00098, shift: 0.16),
        JobSize(48, 0.00097, shift: 0.29), JobSize(56, 0.00062, shift: -0.06),
        JobSize(64, 0.00127, shift: 0.37), JobSize(80, 0.00077, shift: -0.15),
        JobSize(128, 0.00071, shift: 0.02), JobSize(152, 0.00064, shift: -1.19),
        JobSize(200, 0.0005, shift: 0.04),
      ],
      durations: QuantileCurve(percent: [
        (1, 3.9973), (2, 4.9344), (4, 6.3502), (8, 7.6994), (16, 10.7219), (32, 16.1501),
        (64, 24.8809), (128, 37.811), (256, 56.574), (512, 67.5785), (1024, 75.2461),
        (2048, 84.0997), (4096, 87.5337), (8192, 90.7501), (16384, 94.3641), (32768, 96.2647),
        (65536, 97.7698), (131072, 98.9004), (262144, 99.5497), (524288, 99.8573),
        (1048576, 99.9629), (2097152, 99.9996), (4320009, 100),
      ]),
      outcomes: OutcomeSettings([
        (
          from: 0, cancelled: .init(-1.291, perScore: -0.041),
          failed: .init(-1.572, perScore: -0.258)
        ),
        (
          from: 2, cancelled: .init(-0.200, perScore: -0.041),
          failed: .init(-0.291, perScore: -0.258)
        ),
        (
          from: 4, cancelled: .init(-1.076, perScore: -0.041),
          failed: .init(-0.856, perScore: -0.258)
        ),
        (
          from: 8, cancelled: .init(-0.617, perScore: -0.041),
          failed: .init(-1.180, perScore: -0.258)
        ),
        (
          from: 16, cancelled: .init(0.101, perScore: -0.041),
          failed: .init(-1.245, perScore: -0.258)
        ),
        (
          from: 32, cancelled: .init(-0.038, perScore: -0.041),
          failed: .init(-0.916, perScore: -0.258)
        ),
        (
          from: 64, cancelled: .init(1.179, perScore: -0.041),
          failed: .init(-0.703, perScore: -0.258)
        ),
      ]))
  ]
}
