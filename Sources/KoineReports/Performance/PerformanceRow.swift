/// How one kind of chip, or one mix, trains a model: plain values, filled by the program.
public struct PerformanceRow: Hashable, Sendable {
  /// The chip's key, or what a mix is made of.
  public var name: String
  public var accelerators: Int
  public var result: Result?
  /// Why there is no result.
  public var refusal: String?
  /// What the result leaves out, such as accelerators beyond those that were searched.
  public var note: String?
  /// Names of the figures that are estimates, of those that the result rests on.
  public var estimates: [String]

  /// A step of the plan.
  public struct Result: Hashable, Sendable {
    public var plan: String
    /// Accelerators that the plan uses.
    public var accelerators: Int
    public var step_s: Double
    public var tokens_per_s: Double
    /// Model FLOPs utilization, 0...1.
    public var utilization: Double
    public var bound: String
    public var memory_gb: Double
    /// Energy and rent where they are known, of the accelerators that the plan uses.
    public var tokens_per_joule: Double?
    public var tokens_per_cny: Double?
    /// What the step's time goes to, s, in the order of a report.
    public var parts_s: [Part]
    /// Throughput of a mix over the sum of what its kinds reach alone; `nil` for one kind.
    public var heteroEfficiency: Double?

    public init(
      plan: String, accelerators: Int, step_s: Double, tokens_per_s: Double, utilization: Double,
      bound: String, memory_gb: Double, tokens_per_joule: Double?, tokens_per_cny: Double?,
      parts_s: [Part]
    ) {
      self.plan = plan
      self.accelerators = accelerators
      self.step_s = step_s
      self.tokens_per_s = tokens_per_s
      self.utilization = utilization
      self.bound = bound
      self.memory_gb = memory_gb
      self.tokens_per_joule = tokens_per_joule
      self.tokens_per_cny = tokens_per_cny
      self.parts_s = parts_s
    }
  }

  /// A part of a step's time.
  public struct Part: Hashable, Sendable {
    public var name: String
    public var time_s: Double

    public init(_ name: String, _ time_s: Double) {
      self.name = name
      self.time_s = time_s
    }
  }

  public init(
    name: String, accelerators: Int, result: Result? = nil, refusal: String? = nil,
    estimates: [String] = []
  ) {
    self.name = name
    self.accelerators = accelerators
    self.result = result
    self.refusal = refusal
    self.estimates = estimates
  }
}
