import KoineStatistics

extension GeneratorSettings {
  /// Shanghai AI Laboratory, cluster Seren, March to August 2023: language and multimodal models.
  ///
  /// Source: Hu et al., NSDI 2024, curves and summary of AcmeTrace (CC BY 4.0). Sizes by type are a
  /// decomposition of the published sizes that agrees with the published quartiles of each type.
  /// Arrivals are not published: the hours of Helios, 663,813 GPU jobs in 184 days.
  public static var seren: GeneratorSettings {
    GeneratorSettings(
      name: "seren",
      meaning: "Shanghai AI Lab Seren 2023: six kinds of LLM development, up to 1,024 GPUs",
      jobs: 100000, meanGap_s: 23.95,
      arrivals: ArrivalSettings(
        hourWeights: heliosHours,
        dayWeights: heliosDays,
        dailyDrift: .init(sigma: 0.25, memory: 4),
        hourlyDrift: .init(sigma: 0.12, memory: 6),
        batches: BatchSettings(
          singleShare: 0.85, smallest: 3, tail: 1.1, largest: 400,
          accelerators: 1024, gap_s: 6, gapSigma: 1.3)),
      kinds: serenKinds, batchDurationCorrelation: 0.5,
      tenants: TenantSettings(count: 300, zipfExponent: 1.2, prefix: "user"),
      host: HostSettings(cpu_milli: 8000, memory_mib: 65_536))
  }

  /// Fitted to the shares of jobs and of GPU time by outcome.
  private static var serenOutcomes: OutcomeSettings {
    OutcomeSettings(
      cancelled: .init(-2.807, perScore: 0.203, perDoubling: 0.492),
      failed: .init(-0.066, perScore: -0.029, perDoubling: -0.076))
  }

  private static let serenKinds = [
    JobKind(
      name: "evaluation", weight: 64.85,
      sizes: [
        JobSize(1, 41.0546, shift: 0.08), JobSize(2, 7.30989, shift: -0.12),
        JobSize(4, 1.70231, shift: 0.33), JobSize(8, 14.4194, shift: -0.42),
        JobSize(16, 0.156288, shift: -0.11), JobSize(32, 0.180283, shift: -0.27),
        JobSize(64, 0.0097275, shift: -0.05), JobSize(1024, 0.018158, shift: 0.5),
      ],
      durations: QuantileCurve(percent: [
        (1, 2.3065), (2, 2.9219), (4, 5.2154), (8, 10.5687), (16, 25.1773), (32, 32.7817),
        (64, 37.3746), (128, 49.7468), (256, 67.169), (512, 79.9659), (1024, 88.7968),
        (2048, 93.8551), (4096, 96.5258), (8192, 98.19), (16384, 99.0627), (32768, 99.5722),
        (65536, 99.7902), (131072, 99.9097), (262144, 99.9641), (524288, 99.9884),
        (1048576, 99.9979), (1209604, 100),
      ]),
      outcomes: serenOutcomes),
    JobKind(
      name: "fine-tuning", weight: 14.86,
      sizes: [
        JobSize(1, 3.29996, shift: -0.72), JobSize(2, 1.9, shift: -0.53),
        JobSize(4, 0.400031, shift: -0.16), JobSize(8, 8.20005, shift: -0.21),
        JobSize(16, 0.600047, shift: 0.19), JobSize(32, 0.400031, shift: 0.73),
        JobSize(64, 0.0600344, shift: 0.71),
      ],
      durations: QuantileCurve(percent: [
        (1, 1.0184), (2, 1.4872), (4, 3.4642), (8, 6.5596), (16, 12.6234), (32, 21.6751),
        (64, 27.5896), (128, 37.5147), (256, 57.6085), (512, 78.7968), (1024, 89.27),
        (2048, 94.4857), (4096, 97.3377), (8192, 98.6367), (16384, 99.1578), (32768, 99.5147),
        (65536, 99.7984), (131072, 99.9238), (262144, 99.9776), (524288, 99.994), (1209604, 100),
      ]),
      outcomes: serenOutcomes),
    JobKind(
      name: "other", weight: 14.56,
      sizes: [
        JobSize(1, 8.48251, shift: -0.14), JobSize(2, 1.79627, shift: 0),
        JobSize(4, 0.199618, shift: 0.06), JobSize(8, 3.82215, shift: 0.14),
        JobSize(16, 0.149677, shift: -0.2), JobSize(32, 0.0797888, shift: -0.29),
        JobSize(64, 0.0199472, shift: -0.18), JobSize(512, 0.0100464, shift: 0.62),
      ],
      durations: QuantileCurve(percent: [
        (1, 2.4945), (2, 3.0218), (4, 9.3914), (8, 22.8285), (16, 29.0854), (32, 39.0223),
        (64, 46.8106), (128, 58.8839), (256, 70.9116), (512, 79.4801), (1024, 85.5327),
        (2048, 89.2021), (4096, 94.1896), (8192, 95.3188), (16384, 96.6491), (32768, 98.0068),
        (65536, 99.3112), (131072, 99.6267), (262144, 99.8354), (524288, 99.9375),
        (1048576, 99.9924), (1209604, 100),
      ]),
      outcomes: serenOutcomes),
    JobKind(
      name: "multimodal", weight: 2.95,
      sizes: [
        JobSize(1, 1.20204, shift: -0.41), JobSize(2, 0.400669, shift: -0.22),
        JobSize(4, 0.150244, shift: -0.04), JobSize(8, 0.751277, shift: 0.27),
        JobSize(16, 0.150244, shift: -0.13), JobSize(32, 0.150244, shift: -0.38),
        JobSize(64, 0.080122, shift: -0.37), JobSize(128, 0.0150155, shift: 1.27),
        JobSize(320, 0.0300605, shift: -0.32), JobSize(384, 0.0200305, shift: 0.37),
      ],
      durations: QuantileCurve(percent: [
        (1, 2.0921), (2, 3.0704), (4, 5.0948), (8, 9.407), (16, 14.6975), (32, 27.3706),
        (64, 33.4437), (128, 40.8489), (256, 50.1731), (512, 66.8423), (1024, 79.7035),
        (2048, 85.6111), (4096, 89.1632), (8192, 91.3004), (16384, 92.9109), (32768, 97.3134),
        (65536, 98.8787), (131072, 99.4657), (262144, 99.8269), (524288, 99.9849), (1209604, 100),
      ]),
      outcomes: serenOutcomes),
    JobKind(
      name: "debug", weight: 1.88,
      sizes: [
        JobSize(1, 0.0200032, shift: -0.04), JobSize(4, 0.050008, shift: -0.05),
        JobSize(8, 1.62, shift: -0.28), JobSize(16, 0.050008, shift: -0.01),
        JobSize(32, 0.079994, shift: -0.01), JobSize(64, 0.0599908, shift: 0.4),
      ],
      durations: QuantileCurve(percent: [
        (1, 3.684), (2, 4.6168), (4, 6.3172), (8, 11.7251), (16, 19.3411), (32, 29.8028),
        (64, 39.1309), (128, 52.1549), (256, 68.367), (512, 81.9459), (1024, 91.215),
        (2048, 95.5012), (4096, 97.3551), (8192, 98.2879), (16384, 98.8074), (32768, 99.2207),
        (65536, 99.5631), (131072, 99.7875), (262144, 99.8583), (524288, 99.9646),
        (1048576, 99.9882), (1209604, 100),
      ]),
      outcomes: serenOutcomes),
    JobKind(
      name: "pretrain", weight: 0.89,
      sizes: [
        JobSize(32, 0.0199983, shift: 1.43), JobSize(48, 0.016999, shift: 1.84),
        JobSize(64, 0.230003, shift: -0.63), JobSize(128, 0.219999, shift: 0.04),
        JobSize(256, 0.178, shift: -0.06), JobSize(320, 0.0300019, shift: -0.9),
        JobSize(384, 0.0300019, shift: -0.85), JobSize(512, 0.0500002, shift: -0.15),
        JobSize(768, 0.0699985, shift: -0.11), JobSize(1024, 0.0449984, shift: -0.15),
      ],
      durations: QuantileCurve(percent: [
        (1, 4.2722), (2, 5.7129), (4, 9.8609), (8, 12.0964), (16, 15.5986), (32, 20.4918),
        (64, 27.3721), (128, 34.8733), (256, 46.7958), (512, 61.7983), (1024, 73.4228),
        (2048, 80.4521), (4096, 84.0785), (8192, 86.612), (16384, 88.4501), (32768, 91.083),
        (65536, 94.312), (131072, 97.1932), (262144, 98.7829), (524288, 99.6274),
        (1048576, 99.9752), (1209604, 100),
      ]),
      outcomes: serenOutcomes, priority: 1),
  ]
}
