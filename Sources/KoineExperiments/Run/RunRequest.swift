public import KoineFormats

/// One run of an experiment: how it differs from the scenario of the experiment, and its seed.
public struct RunRequest: Hashable, Sendable {
  public var settings: [ScenarioSetting]
  public var seed: UInt64

  public init(_ settings: [ScenarioSetting] = [], seed: UInt64) {
    self.settings = settings
    self.seed = seed
  }
}

/// What an experiment keeps of a run.
public struct RunRecord: Sendable {
  /// Of everything that the result depends on but the program, the seed included: 32 hexadecimal
  /// digits.
  public var digest: String
  public var seed: UInt64
  /// In the order of the runner's measures; `nil` where the run has no such value.
  public var values: [Double?]
  /// Jobs of the workload.
  public var jobs: Int
  /// Real time that the run took.
  public var wall_s: Double
  /// Whether the run was found in the store instead of simulated now.
  public var isStored: Bool
  /// Measures that this run's summary has not, while that of another run may: those of faults, say.
  var absent: [Diagnostic] = []

  public init(
    digest: String, seed: UInt64, values: [Double?], jobs: Int, wall_s: Double, isStored: Bool
  ) {
    self.digest = digest
    self.seed = seed
    self.values = values
    self.jobs = jobs
    self.wall_s = wall_s
    self.isStored = isStored
  }
}

/// What became of a request.
public enum RunOutcome: Sendable {
  case done(RunRecord)
  /// Its inputs are wrong.
  case refused(InputError)
  /// The experiment ended before.
  case notRun

  /// The record of a run that is done.
  public var record: RunRecord? {
    if case .done(let record) = self { return record }
    return nil
  }
}
