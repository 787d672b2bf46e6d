/// A run as it is kept: what was run, by which program, and what came out.
public struct StoredRun: Sendable {
  /// Of everything that the result depends on but the program: 32 hexadecimal digits.
  public var digest: String
  /// The program that ran it.
  public var version: String
  /// Of the same without the seed.
  public var scenarioDigest: String
  /// The scenario, one `path: value` a line.
  public var document: String
  /// How it differs from the scenario of its experiment: `key=value`, separated by spaces.
  public var settings: String
  public var topology: String
  public var workload: String
  public var policy: String
  public var seed: UInt64
  public var jobs: Int
  public var wall_s: Double
  /// Names and values of all numbers of the summary; NaN where there is none.
  public var names: [String]
  public var values: [Double]
  /// JSON as ``koine simulate`` prints it.
  public var summary: String
  /// JSON: accelerator seconds by chip and class.
  public var ledger: String
  /// JSON: waiting jobs and accelerators in use over time.
  public var series: String

  public init(
    digest: String, version: String, scenarioDigest: String, document: String, settings: String,
    topology: String, workload: String, policy: String, seed: UInt64, jobs: Int, wall_s: Double,
    names: [String], values: [Double], summary: String, ledger: String, series: String
  ) {
    self.digest = digest
    self.version = version
    self.scenarioDigest = scenarioDigest
    self.document = document
    self.settings = settings
    self.topology = topology
    self.workload = workload
    self.policy = policy
    self.seed = seed
    self.jobs = jobs
    self.wall_s = wall_s
    self.names = names
    self.values = values
    self.summary = summary
    self.ledger = ledger
    self.series = series
  }

  /// The value called `name`.
  public func value(_ name: String) -> Double? {
    guard let index = names.firstIndex(of: name), !values[index].isNaN else { return nil }
    return values[index]
  }
}

/// A run as lists show it.
public struct RunRow: Hashable, Sendable {
  /// Counts from 1 in the order in which runs came into the store.
  public var id: Int64
  public var digest: String
  public var version: String
  public var topology: String
  public var workload: String
  public var policy: String
  public var settings: String
  public var seed: UInt64
  public var jobs: Int
  public var waitMean_s: Double?
  public var boundedSlowdownMean: Double?
  public var utilizationAllocated: Double?
  public var wall_s: Double
}
