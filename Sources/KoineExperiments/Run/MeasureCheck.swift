import KoineFormats
import KoineModel
import KoinePolicies
import KoineReports

/// Finds measures that no run of an experiment can have, before the first is made.
struct MeasureCheck {
  private let measures: [String]
  /// Paths that every run has.
  private let common: [String]
  /// Names by family, of all scenarios that were looked at; empty for a family without names.
  private var names: [MeasureFamily: [String]] = [:]
  /// Families of which it is not known yet what names they have.
  private var open: Set<MeasureFamily> = []
  private let families: Set<MeasureFamily>

  /// `nil` where all of `measures` are known by themselves.
  ///
  /// - Throws: never in a working program: the run by which the common measures are known is built in.
  init?(_ measures: [String]) throws(InputError) {
    if measures.isEmpty { return nil }
    common = try Self.commonMeasures()
    let known = Set(common)
    // Parameters of policies are numbers of the report, too.
    let others = measures.filter { !known.contains($0) && !$0.hasPrefix("run.parameters.") }
    if others.isEmpty { return nil }
    self.measures = others
    families = Set(others.compactMap { MeasureFamily(of: $0) })
    names[.sizes] = MeasureFamily.sizeNames
  }

  /// The measures of a run with nothing special: a job on a flat cluster.
  private static func commonMeasures() throws(InputError) -> [String] {
    var plan = RunPlan(Scenario())
    plan.topology = "flat:1"
    plan.workload = WorkloadPreset.philly.rawValue
    plan.selection.jobs = 1
    return RunResult(try RunInputs(plan)).summary.measureNames
      .filter { MeasureFamily(of: $0) == nil }
  }

  /// Takes one more scenario of the experiment. What cannot be read is reported elsewhere.
  mutating func add(_ plan: RunPlan, _ policy: PolicySpecification, _ cache: InputCache) {
    note(.services, plan.services.map(\.name))
    if let queues = plan.queues { note(.queues, queues.queues.map(\.name)) }
    if policy.allocator != .none { note(.allocations, []) }
    let stops =
      plan.faults != nil || !plan.recovery.isEmpty || plan.queues != nil
      || policy.preemption != .none || policy.allocator != .none
    if stops { note(.interruptions, []) }
    if families.contains(.deadlines), names[.deadlines] == nil, hasDeadlines(plan, cache) {
      note(.deadlines, [])
    }
    if families.contains(.chips), !open.contains(.chips) {
      if let name = plan.topology, name != "flat", let topology = try? cache.topology(name, plan) {
        note(.chips, topology.chips.map(\.key))
      } else {
        open.insert(.chips)
      }
    }
  }

  private mutating func note(_ family: MeasureFamily, _ found: [String]) {
    if family.isByName && found.isEmpty { return }
    let known = names[family] ?? []
    names[family] = known + found.filter { !known.contains($0) }
  }

  /// Presets have none; of a file that cannot be read nothing is said here.
  private func hasDeadlines(_ plan: RunPlan, _ cache: InputCache) -> Bool {
    if WorkloadPreset(rawValue: plan.workload) != nil { return false }
    guard let loaded = try? cache.workload(plan, accelerators: nil) else { return true }
    return !loaded.workload.deadline.isEmpty
  }

  /// What no scenario that was added can have.
  var problems: [Diagnostic] {
    let special = MeasureFamily.allCases.flatMap { family in
      names[family].map { family.paths($0) } ?? []
    }
    return measures.compactMap { measure -> Diagnostic? in
      if special.contains(measure) { return nil }
      guard let family = MeasureFamily(of: measure) else {
        return .unknownMeasure(measure, known: common + special)
      }
      if open.contains(family) { return nil }
      guard let found = names[family] else {
        return Diagnostic(
          file: "--measure",
          .conflict("\(measure) is a measure of \(family.owner), of which these runs have none"))
      }
      return .unknownMeasure(measure, known: family.paths(found))
    }
  }
}
