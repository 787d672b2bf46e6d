/// Training steps per second on three kinds of GPUs, all of a job's on one server, by job type and
/// number of GPUs.
///
/// Source: Narayanan et al., "Heterogeneity-Aware Cluster Scheduling Policies for Deep Learning
/// Workloads" (Gavel), OSDI 2020; `simulation_throughputs.json` of stanford-futuredata/gavel (MIT).
public enum GavelThroughputs {
  /// The kinds of GPUs that were measured.
  public enum Kind: Int, CaseIterable, Sendable {
    case v100, p100, k80

    /// As chips are named in topologies.
    public var chipName: String {
      switch self {
      case .v100: "V100"
      case .p100: "P100"
      case .k80: "K80"
      }
    }
  }

  /// Steps per second; `nil` where the table lacks the type or the number of GPUs, 0 where the job does
  /// not run (it ran out of memory).
  public static func steps_per_s(_ jobType: String, gpus: Int, on kind: Kind = .v100) -> Double? {
    guard
      let row = table.first(where: { $0.jobType == jobType })?.steps.first(where: {
        $0.gpus == gpus
      })
    else { return nil }
    return row.perSecond[kind.rawValue]
  }

  /// The job types of the table.
  public static var jobTypes: [String] { table.map(\.jobType) }

  /// The numbers of GPUs at which a type was measured.
  public static func gpuCounts(of jobType: String) -> [Int] {
    table.first { $0.jobType == jobType }?.steps.map(\.gpus) ?? []
  }

  /// Per second on V100, P100 and K80.
  private static let table: [(jobType: String, steps: [(gpus: Int, perSecond: [Double])])] = [
    (
      "A3C",
      [
        (1, [7.17577, 5.68135, 3.43877])
      ]
    ),
    (
      "CycleGAN",
      [
        (1, [4.42609, 2.40267, 0.504771])
      ]
    ),
    (
      "LM (batch size 10)",
      [
        (1, [81.6516, 77.0847, 23.7944]),
        (2, [163.129, 72.5323, 29.9849]),
        (4, [121.478, 105.182, 42.9564]),
        (8, [615.093, 127.789, 75.5677]),
      ]
    ),
    (
      "LM (batch size 20)",
      [
        (1, [64.7425, 58.1727, 17.1423]),
        (2, [132.174, 62.3321, 23.7733]),
        (4, [110.997, 93.8148, 35.7034]),
        (8, [497.295, 116.649, 61.4492]),
      ]
    ),
    (
      "LM (batch size 40)",
      [
        (1, [45.2374, 35.7664, 11.4997]),
        (2, [91.5927, 48.0418, 16.0697]),
        (4, [96.0312, 76.0517, 22.9856]),
        (8, [359.307, 102.248, 43.1465]),
      ]
    ),
    (
      "LM (batch size 5)",
      [
        (1, [109.167, 90.7759, 25.4855]),
        (2, [185.724, 76.9219, 32.3855]),
        (4, [126.716, 110.217, 44.0895]),
        (8, [698.773, 133.524, 76.8631]),
      ]
    ),
    (
      "LM (batch size 80)",
      [
        (1, [28.24, 21.1575, 6.0542]),
        (2, [58.0915, 31.8412, 10.0083]),
        (4, [74.8073, 54.9955, 16.3887]),
        (8, [231.176, 82.9341, 28.2861]),
      ]
    ),
    (
      "Recommendation (batch size 1024)",
      [
        (1, [13.2826, 30.7444, 20.05])
      ]
    ),
    (
      "Recommendation (batch size 2048)",
      [
        (1, [7.46963, 16.5966, 10.4412])
      ]
    ),
    (
      "Recommendation (batch size 4096)",
      [
        (1, [3.90605, 8.89666, 5.30025])
      ]
    ),
    (
      "Recommendation (batch size 512)",
      [
        (1, [23.3176, 48.8824, 32.8593])
      ]
    ),
    (
      "Recommendation (batch size 8192)",
      [
        (1, [2.84151, 5.54844, 2.69878])
      ]
    ),
    (
      "ResNet-18 (batch size 128)",
      [
        (1, [17.9949, 11.6755, 1.80653]),
        (2, [23.9854, 24.2274, 3.63145]),
        (4, [69.9505, 45.3507, 6.9817]),
        (8, [162.092, 85.0794, 13.6636]),
      ]
    ),
    (
      "ResNet-18 (batch size 16)",
      [
        (1, [32.3534, 35.8692, 4.79529]),
        (2, [100.142, 60.9106, 8.75823]),
        (4, [123.854, 94.3208, 16.1213]),
        (8, [382.597, 130.089, 26.9184]),
      ]
    ),
    (
      "ResNet-18 (batch size 256)",
      [
        (1, [10.3003, 7.72278, 0.88558]),
        (2, [15.8828, 14.2288, 1.67382]),
        (4, [27.7821, 27.7293, 3.40519]),
        (8, [81.5066, 53.9568, 6.97527]),
      ]
    ),
    (
      "ResNet-18 (batch size 32)",
      [
        (1, [29.9472, 35.8254, 7.17582]),
        (2, [94.2489, 57.5189, 13.1804]),
        (4, [114.733, 97.0363, 22.5293]),
        (8, [340.038, 141.995, 43.9193]),
      ]
    ),
    (
      "ResNet-18 (batch size 64)",
      [
        (1, [24.0932, 22.3049, 7.05208]),
        (2, [74.1359, 41.4822, 12.4955]),
        (4, [95.5881, 74.9906, 21.6256]),
        (8, [255.829, 120.037, 42.6441]),
      ]
    ),
    (
      "ResNet-50 (batch size 128)",
      [
        (1, [2.49677, 1.58435, 0.347224]),
        (2, [4.22301, 2.8809, 0]),
        (4, [7.02929, 5.19115, 0]),
        (8, [10.2932, 9.93497, 0]),
      ]
    ),
    (
      "ResNet-50 (batch size 16)",
      [
        (1, [11.3961, 9.05299, 2.30052]),
        (2, [13.8598, 16.1914, 4.30071]),
        (4, [23.1956, 30.7984, 7.7041]),
        (8, [27.7991, 44.7625, 15.0561]),
      ]
    ),
    (
      "ResNet-50 (batch size 32)",
      [
        (1, [7.78726, 4.88832, 1.23657]),
        (2, [10.8346, 9.74901, 2.35334]),
        (4, [13.7632, 18.5499, 4.37916]),
        (8, [24.0674, 33.5676, 8.79227]),
      ]
    ),
    (
      "ResNet-50 (batch size 64)",
      [
        (1, [4.39477, 2.61947, 0.619028]),
        (2, [7.92205, 5.51599, 1.26364]),
        (4, [9.45195, 10.3647, 2.41223]),
        (8, [17.3032, 18.2212, 4.56873]),
      ]
    ),
    (
      "Transformer (batch size 128)",
      [
        (1, [5.44611, 3.07354, 0.981583]),
        (2, [10.0692, 5.08743, 1.65747]),
        (4, [14.1745, 8.77406, 2.86539]),
        (8, [30.8835, 13.684, 5.25701]),
      ]
    ),
    (
      "Transformer (batch size 16)",
      [
        (1, [11.0641, 9.53725, 5.46738]),
        (2, [14.1538, 14.3053, 7.04748]),
        (4, [20.085, 21.235, 10.2733]),
        (8, [71.6517, 29.0197, 18.6184]),
      ]
    ),
    (
      "Transformer (batch size 256)",
      [
        (1, [1.59514, 1.6777, 0.458331]),
        (2, [2.88524, 2.9414, 0.849195]),
        (4, [4.76305, 5.24322, 1.51289]),
        (8, [9.71702, 9.25317, 2.92324]),
      ]
    ),
    (
      "Transformer (batch size 32)",
      [
        (1, [10.6209, 7.86922, 3.50742]),
        (2, [13.328, 11.2238, 5.09659]),
        (4, [22.8225, 18.1594, 7.98497]),
        (8, [63.9777, 26.224, 13.9125]),
      ]
    ),
    (
      "Transformer (batch size 64)",
      [
        (1, [8.61776, 5.09183, 1.75223]),
        (2, [15.8765, 7.88675, 3.06308]),
        (4, [19.6596, 13.313, 5.03098]),
        (8, [49.6507, 19.943, 8.97622]),
      ]
    ),
  ]
}
