public import KoineMetrics

/// What a packing study found: how full a cluster gets, and how fragmented, under one placement.
public struct PackingReport: Sendable {
  /// What was packed where, and how.
  public struct Subject: Sendable {
    public var topology: String
    public var workload: String
    public var placement: String
    /// What the arrivals ask for in the end, over what the cluster has.
    public var ratio: Double
    public var nodes: Int
    public var accelerators: Int

    public init(
      topology: String, workload: String, placement: String, ratio: Double, nodes: Int,
      accelerators: Int
    ) {
      self.topology = topology
      self.workload = workload
      self.placement = placement
      self.ratio = ratio
      self.nodes = nodes
      self.accelerators = accelerators
    }
  }

  let subject: Subject
  let firstSeed: UInt64
  /// One per seed, from the first on.
  let curves: [PackingCurve]
  let allocation: (mean: [Double?], deviation: [Double?])
  let fragmentation: (mean: [Double?], deviation: [Double?])

  /// - Precondition: there is a curve, and all have as many points.
  public init(_ subject: Subject, firstSeed: UInt64, curves: [PackingCurve]) {
    precondition(!curves.isEmpty)
    self.subject = subject
    self.firstSeed = firstSeed
    self.curves = curves
    allocation = PackingCurve.summary(of: curves.map(\.allocation_percent))
    fragmentation = PackingCurve.summary(of: curves.map(\.fragmentation_percent))
  }

  /// The last point of the curves, percent.
  var limit_percent: Int { allocation.mean.count - 1 }
}
