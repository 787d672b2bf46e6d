/// Training steps per second on V100 GPUs of one server, by job type and number of GPUs.
///
/// Source: Narayanan et al., "Heterogeneity-Aware Cluster Scheduling Policies for Deep Learning
/// Workloads" (Gavel), OSDI 2020; `simulation_throughputs.json` of stanford-futuredata/gavel (MIT).
enum GavelThroughputs {
  /// Steps per second, or `nil` when the table lacks the type or the number of GPUs.
  static func steps_per_s(_ jobType: String, gpus: Int) -> Double? {
    table.first { $0.jobType == jobType }?.steps.first { $0.gpus == gpus }?.perSecond
  }

  /// The job types of the table.
  static var jobTypes: [String] { table.map(\.jobType) }

  private static let table: [(jobType: String, steps: [(gpus: Int, perSecond: Double)])] = [
    ("A3C", [(1, 7.17577)]),
    ("CycleGAN", [(1, 4.42609)]),
    ("LM (batch size 10)", [(1, 81.6516), (2, 163.129), (4, 121.478), (8, 615.093)]),
    ("LM (batch size 20)", [(1, 64.7425), (2, 132.174), (4, 110.997), (8, 497.295)]),
    ("LM (batch size 40)", [(1, 45.2374), (2, 91.5927), (4, 96.0312), (8, 359.307)]),
    ("LM (batch size 5)", [(1, 109.167), (2, 185.724), (4, 126.716), (8, 698.773)]),
    ("LM (batch size 80)", [(1, 28.24), (2, 58.0915), (4, 74.8073), (8, 231.176)]),
    ("Recommendation (batch size 1024)", [(1, 13.2826)]),
    ("Recommendation (batch size 2048)", [(1, 7.46963)]),
    ("Recommendation (batch size 4096)", [(1, 3.90605)]),
    ("Recommendation (batch size 512)", [(1, 23.3176)]),
    ("Recommendation (batch size 8192)", [(1, 2.84151)]),
    ("ResNet-18 (batch size 128)", [(1, 17.9949), (2, 23.9854), (4, 69.9505), (8, 162.092)]),
    ("ResNet-18 (batch size 16)", [(1, 32.3534), (2, 100.142), (4, 123.854), (8, 382.597)]),
    ("ResNet-18 (batch size 256)", [(1, 10.3003), (2, 15.8828), (4, 27.7821), (8, 81.5066)]),
    ("ResNet-18 (batch size 32)", [(1, 29.9472), (2, 94.2489), (4, 114.733), (8, 340.038)]),
    ("ResNet-18 (batch size 64)", [(1, 24.0932), (2, 74.1359), (4, 95.5881), (8, 255.829)]),
    ("ResNet-50 (batch size 128)", [(1, 2.49677), (2, 4.22301), (4, 7.02929), (8, 10.2932)]),
    ("ResNet-50 (batch size 16)", [(1, 11.3961), (2, 13.8598), (4, 23.1956), (8, 27.7991)]),
    ("ResNet-50 (batch size 32)", [(1, 7.78726), (2, 10.8346), (4, 13.7632), (8, 24.0674)]),
    ("ResNet-50 (batch size 64)", [(1, 4.39477), (2, 7.92205), (4, 9.45195), (8, 17.3032)]),
    ("Transformer (batch size 128)", [(1, 5.44611), (2, 10.0692), (4, 14.1745), (8, 30.8835)]),
    ("Transformer (batch size 16)", [(1, 11.0641), (2, 14.1538), (4, 20.085), (8, 71.6517)]),
    ("Transformer (batch size 256)", [(1, 1.59514), (2, 2.88524), (4, 4.76305), (8, 9.71702)]),
    ("Transformer (batch size 32)", [(1, 10.6209), (2, 13.328), (4, 22.8225), (8, 63.9777)]),
    ("Transformer (batch size 64)", [(1, 8.61776), (2, 15.8765), (4, 19.6596), (8, 49.6507)]),
  ]
}
