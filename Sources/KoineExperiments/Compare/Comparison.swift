public import KoineFormats
import KoineStatistics

/// What is compared: scenarios that differ by settings and have a name.
public struct Variant: Hashable, Sendable {
  public var name: String
  public var settings: [ScenarioSetting]

  public init(name: String, settings: [ScenarioSetting]) {
    self.name = name
    self.settings = settings
  }
}

/// What of the beginning of a run does not count.
public enum WarmUpRule: Hashable, Sendable {
  /// As much as MSER-5 leaves out of the run of a seed that needs most, for all variants alike.
  case automatic
  /// The first jobs, in percent: one of ``percents``.
  case percent(Int)

  /// Parts that can be left out, in percent of the jobs.
  public static let percents = WarmUp.percents
}

/// A comparison of variants on workloads over seeds. All variants meet the same jobs for a seed.
public struct Comparison: Sendable {
  /// The first is the baseline.
  public var variants: [Variant]
  /// At least one; a name without settings stands for the scenario's own.
  public var workloads: [Variant]
  /// Dotted paths of the JSON summary; ``precision`` is about the first.
  public var measures: [String]
  public var firstSeed: UInt64
  public var seeds: Int
  public var warmUp: WarmUpRule
  public var confidence = 0.95
  /// Half width of the relative difference that is wanted; seeds are added until it is reached.
  public var precision: Double?
  /// Most seeds of each workload.
  public var seedLimit: Int
  /// By workload and variant, whether no input of theirs depends on the seed: two seeds are run then,
  /// and stand for the others. Empty where nobody has looked.
  var isSeedless: [[Bool]] = []

  public init(
    variants: [Variant], workloads: [Variant], measures: [String], firstSeed: UInt64 = 1,
    seeds: Int = 10, warmUp: WarmUpRule = .automatic, precision: Double? = nil,
    seedLimit: Int = 1000
  ) {
    self.variants = variants
    self.workloads = workloads
    self.measures = measures
    self.firstSeed = firstSeed
    self.seeds = seeds
    self.warmUp = warmUp
    self.precision = precision
    self.seedLimit = seedLimit
  }

  /// The runs of `range` of the seeds: workload by workload, the variants of a seed one after the
  /// other, since they share its jobs.
  public func requests(_ range: Range<Int>) -> [RunRequest] {
    workloads.enumerated().flatMap { place, workload in
      range.flatMap { index in
        variants.enumerated().filter { isRun(workload: place, variant: $0.offset, seed: index) }.map
        {
          RunRequest(workload.settings + $0.element.settings, seed: firstSeed &+ UInt64(index))
        }
      }
    }
  }

  /// Whether the run of a pair with a seed, counted from 0, is made: the first two always.
  func isRun(workload: Int, variant: Int, seed: Int) -> Bool {
    seed < Self.proof || isSeedless.isEmpty || !isSeedless[workload][variant]
  }

  /// Seeds that show that the others are copies.
  static let proof = 2

  /// Looks which pairs depend on the seed, and leaves the runs out that would be copies.
  ///
  /// - Complexity: reads the workload files of pairs on nodes, which `cache` keeps for the runs.
  public mutating func spareCopies(_ document: ScenarioDocument, _ cache: InputCache) {
    guard seeds > Self.proof || precision != nil else { return }
    isSeedless = workloads.map { workload in
      variants.map { !document.dependsOnSeed(workload.settings + $0.settings, cache) }
    }
  }

  /// - Throws: every problem that a run was refused for, each once.
  public static func throwRefusals(_ outcomes: [RunOutcome]) throws(InputError) {
    var problems: [Diagnostic] = []
    for case .refused(let error) in outcomes {
      for problem in error.diagnostics where !problems.contains(problem) {
        problems.append(problem)
      }
    }
    if problems.isEmpty { problems = absentEverywhere(outcomes.compactMap(\.record)) }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// The measures that none of the runs has.
  private static func absentEverywhere(_ records: [RunRecord]) -> [Diagnostic] {
    guard let first = records.min(by: { $0.absent.count < $1.absent.count }) else { return [] }
    // Two runs may know different names, and so suggest different ones.
    func name(_ problem: Diagnostic) -> String? {
      if case .unknownName(_, let found, _, _) = problem.problem { found } else { nil }
    }
    return first.absent.filter { problem in
      records.allSatisfy { $0.absent.contains { name($0) == name(problem) } }
    }
  }

  /// What a runner has to measure, so that the warm-up can be left out afterwards.
  public var runnerMeasures: [String] {
    let parts = WarmUp.percents.flatMap { percent in
      measures.filter(Self.hasWarmUp).map { "after_warm_up.\(percent).\($0)" }
    }
    return measures + ["after_warm_up.mser_percent"] + parts + Self.fingerprint
  }

  /// Measures that tell runs apart, whatever is asked for: two runs that agree in all of them, to the
  /// last bit, are the same run.
  static let fingerprint = [
    "wait_s.mean", "completion_s.mean", "makespan_s", "utilization.allocated",
    "utilization.productive", "engine.events", "engine.decisions",
  ]

  /// Measures of jobs leave the warm-up out; those of accelerators are of the whole run.
  static func hasWarmUp(_ measure: String) -> Bool {
    let parts = measure.split(separator: ".")
    return parts.count == 2 && ["wait_s", "completion_s", "bounded_slowdown"].contains(parts[0])
      && ["mean", "p50", "p90", "p99", "max"].contains(parts[1])
  }
}
