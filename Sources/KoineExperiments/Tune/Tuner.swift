public import KoineFormats
import KoineModel
import KoinePolicies
import KoineSearch

/// Searches for the policy that serves a scenario best.
///
/// The same plan finds the same policy, whatever the number of threads.
public struct Tuner {
  private let document: ScenarioDocument
  private let plan: TunePlan
  private let runner: Runner
  private let baseline: PolicySpecification
  private let space: PolicySpace
  public let windows: TuneWindows

  /// Looks at the scenario: its own policy, and when its jobs are submitted.
  ///
  /// - Parameter runner: of the same document, with the plan's measures.
  /// - Throws: every problem of the scenario, and that there are too few jobs.
  public init(
    _ document: ScenarioDocument, _ plan: TunePlan, _ runner: Runner, cache: InputCache
  ) throws(InputError) {
    self.document = document
    self.plan = plan
    self.runner = runner
    let scenario = try document.scenario(plan.settings, .all)
    // A load compresses what a window selects of a trace, so windows are those of the trace itself.
    let isPreset = WorkloadPreset(rawValue: scenario.workload ?? RunPlan.defaultWorkload) != nil
    let plain = isPreset ? [] : [ScenarioSetting("load", "~", origin: "tune")]
    var run = RunPlan(try document.scenario(plan.settings + plain, .all))
    run.seed = plan.seed
    run.services = []
    let inputs = try RunInputs(run, cache)
    baseline = inputs.policy
    windows = TuneWindows(inputs.workload, heldOut: plan.heldOut, until: run.until)
    if windows.jobs < 2 {
      throw InputError(
        Diagnostic(
          file: run.workload, .conflict("has fewer than two jobs before the held-out days")))
    }
    space = PolicySpace(inputs.policy, plan.ranges)
  }

  /// Simulated jobs of one full trial, and of the whole budget.
  public var trialJobs: Int { windows.jobs * plan.repetitions }
  public var budget: Int { plan.jobs ?? trialJobs * plan.trials }

  /// As many shares as leave a hundred jobs to the shortest trial, up to four.
  private var rungs: Int {
    var rungs = 1
    var jobs = trialJobs / TuneMethod.reduction
    while jobs >= 100 && rungs < 4 {
      rungs += 1
      jobs /= TuneMethod.reduction
    }
    return rungs
  }

  /// Searches until the budget is spent or `control` is stopped.
  ///
  /// - Throws: why no candidate could be run, or that the store failed.
  public func run(
    control: RunControl = RunControl(),
    onProgress: @escaping @Sendable (TuneProgress) -> Void = { _ in }
  ) throws(InputError) -> TuneResult {
    let progress = TuneProgressCounter(plan, budget: budget, onProgress)
    let trials = TuneTrials(runner, plan, windows, control, progress)
    let optimiser = plan.method.optimiser(
      space, seed: plan.searchSeed, rungs: rungs, trials: plan.trials)
    // What is wrong with the scenario or a measure shows here, at the policy that it was written for.
    try trials.run([(baseline, 1)])
    if let refusal = trials.refusal { throw located(refusal) }
    try refuseUnknown(trials)
    trials.beginSearch()
    var evaluations: [Evaluation] = []
    var idle = 0
    while trials.jobs < budget && !control.isStopped && idle < 20 {
      let spent = trials.jobs
      let probes = affordable(optimiser.ask(), spent)
      let candidates = probes.map { (policy: space.policy(at: $0.point), share: $0.share) }
      try trials.run(candidates)
      // A space of few policies is exhausted sooner than the budget, and one of refused ones costs
      // nothing.
      idle = trials.jobs == spent ? idle + 1 : 0
      let known = zip(probes, candidates).compactMap { probe, candidate in
        trials.outcome(of: candidate.policy, share: candidate.share)
          .map { evaluation(probe, $0.values) }
      }
      evaluations += known
      if known.count < probes.count || known.isEmpty { break }
      optimiser.tell(known)
      progress.note(evaluations)
    }
    if let refusal = trials.refusal, !evaluations.contains(where: \.isKnown) { throw refusal }
    return try result(evaluations, trials, isStopped: control.isStopped)
  }

  /// - Throws: measures of which the scenario's own policy has no value, such as the energy of chips whose
  ///   power is unknown: nothing could be compared.
  private func refuseUnknown(_ trials: TuneTrials) throws(InputError) {
    guard let values = trials.outcome(of: baseline, share: 1)?.values else { return }
    let asked =
      plan.goals.map { ($0.isMaximised ? "--maximize" : "--minimize", $0.measure) }
      + plan.constraints.map { ("--constraint", $0.measure) }
    let problems = asked.compactMap { option, measure -> Diagnostic? in
      guard let place = plan.measures.firstIndex(of: measure), values[place] == nil else {
        return nil
      }
      return Diagnostic(
        file: option,
        .conflict("\(measure) is unknown in a run of \(document.name) with its own policy"))
    }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// The first of the batch that the rest of the budget pays, and always one.
  private func affordable(_ probes: [Probe], _ spent: Int) -> [Probe] {
    var left = Double(budget - spent) - 0.5
    var count = 0
    while count < probes.count && left > 0 {
      left -= probes[count].share * Double(trialJobs)
      count += 1
    }
    return Array(probes.prefix(max(1, count)))
  }

  private func evaluation(_ probe: Probe, _ values: [Double?]) -> Evaluation {
    func value(_ measure: String) -> Double? {
      plan.measures.firstIndex(of: measure).flatMap { values[$0] }
    }
    return Evaluation(
      probe, objectives: plan.goals.map { $0.objective(value($0.measure)) },
      violation: plan.constraints.reduce(0) { $0 + $1.violation(value($1.measure)) })
  }

  /// An unknown measure is wrong where it was asked for.
  private func located(_ error: InputError) -> InputError {
    InputError(
      error.diagnostics.map { problem in
        guard problem.file == "--measure", case .unknownName(_, let found, _, _) = problem.problem
        else { return problem }
        var problem = problem
        let goal = plan.goals.first { $0.measure == found }
        problem.file =
          goal.map { $0.isMaximised ? "--maximize" : "--minimize" } ?? "--constraint"
        return problem
      })
  }

  private func result(
    _ evaluations: [Evaluation], _ trials: TuneTrials, isStopped: Bool
  ) throws(InputError) -> TuneResult {
    let searched = trials.jobs
    let known = evaluations.filter(\.isKnown)
    let share = known.map(\.probe.share).max() ?? 1
    let front = paretoFront(known.filter { $0.probe.share == share })
    let policies = Self.distinct(front.map { space.policy(at: $0.probe.point) })
    let all = [baseline] + policies
    let unseen =
      windows.holdsOut && !isStopped
      ? try trials.unseen(all) : all.map { _ in plan.measures.map { _ in nil } }
    let candidates = zip(all, unseen).enumerated().map { index, pair in
      let seen = trials.outcome(of: pair.0, share: index == 0 ? 1 : share)?.values
      return TuneCandidate(
        policy: pair.0, share: index == 0 ? 1 : share,
        seen: seen ?? plan.measures.map { _ in nil }, heldOut: pair.1, plan)
    }
    return TuneResult(
      plan: plan, windows: windows, baseline: candidates[0], front: Array(candidates.dropFirst()),
      candidateCount: Set(evaluations.map(\.probe.trial)).count, jobs: searched, budget: budget,
      refusedCount: trials.refusedCount, isStopped: isStopped,
      importance: importance(evaluations))
  }

  private static func distinct(_ policies: [PolicySpecification]) -> [PolicySpecification] {
    var distinct: [PolicySpecification] = []
    for policy in policies where !distinct.contains(policy) { distinct.append(policy) }
    return distinct
  }

  /// For each goal, on the share with the most trials that differ at all: in short trials often
  /// nobody waits.
  private func importance(_ evaluations: [Evaluation]) -> [TuneImportance] {
    plan.goals.indices.map { goal in
      let groups = Set(evaluations.map(\.probe.share)).sorted().map { share in
        evaluations.filter { $0.probe.share == share && $0.objectives[goal].isFinite }
      }.filter { Set($0.map { $0.objectives[goal] }).count > 1 }
      let sample = groups.max { $0.count < $1.count } ?? []
      return importance(sample, goal)
    }
  }

  private func importance(_ sample: [Evaluation], _ goal: Int) -> TuneImportance {
    let found = Importance(
      sample.map { space.activePoint($0.probe.point) }, sample.map { $0.objectives[goal] },
      seed: plan.searchSeed)
    let parts = zip(space.space.dimensions, zip(found.parts, found.deviations)).map {
      TuneImportance.Part(name: $0.name, part: $1.0, deviation: $1.1)
    }
    return TuneImportance(
      goal: plan.goals[goal], sampleCount: sample.count,
      parts: parts.enumerated().sorted {
        ($1.element.part, $0.offset) < ($0.element.part, $1.offset)
      }.map(\.element))
  }
}
