import KoineMetrics

/// Numbers of the JSON summary that only some runs have.
public enum MeasureFamily: String, CaseIterable, Sendable {
  case interruptions, deadlines, services, queues
  case chips = "utilization.by_chip"
  case sizes = "wait_s_by_size"
  case allocations = "engine"

  /// What stands before the last part of each path; names of services, queues and chips, and sizes of
  /// jobs, stand in between.
  var members: [String] {
    func distribution(_ name: String) -> [String] { Self.statistics.map { "\(name).\($0)" } }
    return switch self {
    case .interruptions:
      ["node_failures", "restarts", "preemptions", "resizes", "migrations"]
        + distribution("effective_training_time_ratio")
    case .deadlines: ["jobs", "met", "missed"] + distribution("lateness_s")
    case .services:
      [
        "accelerators_per_replica", "replicas.mean", "replicas.wanted", "requests_offered",
        "requests_served", "ttft_s", "tpot_s", "slo_attainment", "tokens_per_s", "idle_share",
      ]
    case .queues: ["guaranteed", "used", "jobs", "ended", "wait_s.mean", "stops"]
    case .chips: ["capacity", "allocated", "productive"]
    case .sizes: Self.statistics
    case .allocations: ["allocations", "linear_programs", "allocation_fallbacks"]
    }
  }

  private static let statistics = ["mean", "p50", "p90", "p99", "max"]

  /// Whether names stand between the family and its members.
  public var isByName: Bool {
    switch self {
    case .services, .queues, .chips, .sizes: true
    case .interruptions, .deadlines, .allocations: false
    }
  }

  /// The family of a path; `nil` for numbers that every run has, and for those that none has.
  public init?(of path: String) {
    let found = Self.allCases.first { path.hasPrefix($0.rawValue + ".") }
    guard let found, found != .allocations || found.paths().contains(path) else { return nil }
    self = found
  }

  /// The paths of the family in a run that has these names.
  public func paths(_ names: [String] = []) -> [String] {
    guard isByName else { return members.map { "\(rawValue).\($0)" } }
    return names.flatMap { name in members.map { "\(rawValue).\(name).\($0)" } }
  }

  /// The names of all sizes of jobs.
  public static let sizeNames = SizeClass.allCases.map(\.label)

  /// What has it, in words.
  public var owner: String {
    switch self {
    case .interruptions: "runs in which something stops jobs, as faults and preemption do"
    case .deadlines: "jobs with deadlines"
    case .services: "services"
    case .queues: "queues"
    case .chips: "chips"
    case .sizes: "sizes of jobs"
    case .allocations: "allocators"
    }
  }
}
