public import KoineFormats
import KoineModel
import KoinePolicies
import KoineSearch
import KoineStatistics

/// Searches for the policy that serves a scenario best.
///
/// The same plan finds the same policy, whatever the number of threads.
public struct Tuner {
  private let document: ScenarioDocument
  private let plan: TunePlan
  private let runner: Runner
  private let baseline: PolicySpecification
  private let space: PolicySpace
  /// What the search sees and what is kept from it, of the first seed.
  public var windows: TuneWindows { allWindows[0] }
  /// Of each repetition: the jobs of generated workloads depend on the seed.
  private let allWindows: [TuneWindows]

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
    run.services = []
    var windows: [TuneWindows] = []
    var own: PolicySpecification?
    for index in 0..<plan.repetitions {
      if !isPreset, let first = windows.first {
        windows.append(first)
        continue
      }
      run.seed = plan.seed &+ UInt64(index)
      let inputs = try RunInputs(run, cache)
      own = own ?? inputs.policy
      windows.append(TuneWindows(inputs.workload, heldOut: plan.heldOut, until: run.until))
    }
    if windows.contains(where: { $0.jobs < 2 }) {
      throw InputError(
        Diagnostic(
          file: run.workload, .conflict("has fewer than two jobs before the held-out days")))
    }
    allWindows = windows
    baseline = own!
    space = PolicySpace(baseline, plan.ranges)
  }

  /// As many shares as leave a hundred jobs to the shortest trial, up to four.
  private var rungs: Int {
    var rungs = 1
    var jobs = allWindows.reduce(0) { $0 + $1.jobs } / TuneMethod.reduction
    while jobs >= 100 && rungs < 4 {
      rungs += 1
      jobs /= TuneMethod.reduction
    }
    return rungs
  }

  /// Batches without anything new after which nothing new is expected.
  private static let mostIdle = 20

  /// Searches until the budget is spent or `control` is stopped.
  ///
  /// - Throws: why no candidate could be run, or that the store failed.
  public func run(
    control: RunControl = RunControl(),
    onProgress: @escaping @Sendable (TuneProgress) -> Void = { _ in }
  ) throws(InputError) -> TuneResult {
    let progress = TuneProgressCounter(plan, onProgress)
    let trials = TuneTrials(runner, plan, allWindows, control, progress)
    // What is wrong with the scenario or a measure shows here, at the policy that it was written for.
    try trials.run([(baseline, 1)])
    if let refusal = trials.refusal { throw located(refusal) }
    try refuseUnknown(trials)
    let budget = plan.jobs ?? trials.jobs(of: 1) * plan.trials
    if budget < trials.jobs(of: 1) {
      throw InputError(
        Diagnostic(
          file: "--budget-jobs",
          .conflict("\(budget) pays for no full trial, which has \(trials.jobs(of: 1)) jobs")))
    }
    let optimiser = plan.method.optimiser(
      space, seed: plan.searchSeed, rungs: rungs, trials: max(1, budget / trials.jobs(of: 1)))
    trials.beginSearch(budget: budget)
    var evaluations: [Evaluation] = []
    var idle = 0
    while trials.jobs < budget && !control.isStopped && idle < Self.mostIdle {
      let spent = trials.jobs
      // A full trial is kept back for the best, until there has been one.
      let hasWhole = evaluations.contains { $0.probe.share == 1 && $0.isKnown }
      var probes = affordable(optimiser.ask(), budget, keepsOne: !hasWhole, trials)
      if probes.isEmpty && !hasWhole, let best = Self.best(evaluations) {
        probes = [Probe(trial: best.trial, point: best.point)]
      }
      if probes.isEmpty { break }
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
    return try result(
      evaluations, trials, budget: budget, isStopped: control.isStopped,
      isExhausted: idle >= Self.mostIdle)
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

  /// The first of the batch that the rest of the budget pays.
  private func affordable(
    _ probes: [Probe], _ budget: Int, keepsOne: Bool, _ trials: TuneTrials
  ) -> [Probe] {
    let whole = trials.jobs(of: 1)
    var left = budget - trials.jobs
    return Array(
      probes.prefix { probe in
        left -= trials.jobs(of: probe.share)
        return left >= (keepsOne && probe.share < 1 ? whole : 0)
      })
  }

  /// The best of the longest trials.
  private static func best(_ evaluations: [Evaluation]) -> Probe? {
    let known = evaluations.filter(\.isKnown)
    let share = known.map(\.probe.share).max()
    return known.filter { $0.probe.share == share }.min { $0.isBefore($1) }?.probe
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
    _ evaluations: [Evaluation], _ trials: TuneTrials, budget: Int, isStopped: Bool,
    isExhausted: Bool
  ) throws(InputError) -> TuneResult {
    let searched = trials.jobs
    let whole = evaluations.filter { $0.isKnown && $0.probe.share == 1 }
    let front = paretoFront(nearestFirst(whole + ownEvaluation(trials)))
    let policies = Self.distinct(front.map { space.policy(at: $0.probe.point) })
    let all = [baseline] + policies
    let unseen =
      windows.holdsOut && !isStopped
      ? try trials.unseen(all) : all.map { _ in plan.measures.map { _ in nil } }
    let candidates = zip(all, unseen).map { pair in
      let seen = trials.outcome(of: pair.0, share: 1)?.values
      return TuneCandidate(
        policy: pair.0, share: 1, seen: seen ?? plan.measures.map { _ in nil },
        heldOut: pair.1, plan)
    }
    return TuneResult(
      plan: plan, windows: windows, baseline: candidates[0], front: Array(candidates.dropFirst()),
      candidateCount: Set(evaluations.map { space.policy(at: $0.probe.point) }).count,
      jobs: searched, budget: budget, refusedCount: trials.refusedCount, isStopped: isStopped,
      isExhausted: isExhausted, importance: importance(evaluations))
  }

  /// The scenario's own policy was run in full, too: where it is one of those that are searched, nothing
  /// worse is handed out.
  private func ownEvaluation(_ trials: TuneTrials) -> [Evaluation] {
    guard let point = space.point(of: baseline),
      let values = trials.outcome(of: baseline, share: 1)?.values
    else { return [] }
    return [evaluation(Probe(trial: -1, point: point), values)]
  }

  /// By how many parts and then parameters differ from the scenario's own policy: of those that achieve the
  /// same the first is handed out.
  private func nearestFirst(_ evaluations: [Evaluation]) -> [Evaluation] {
    let changes = evaluations.map { evaluation in
      let policy = space.policy(at: evaluation.probe.point)
      let parts = PolicyPart.allCases.count { policy.choice(of: $0) != baseline.choice(of: $0) }
      let parameters = policy.decidingParameters.count { baseline.value(of: $0.key) != $0.value }
      return parts * 1000 + parameters
    }
    return evaluations.indices.sorted { (changes[$0], $0) < (changes[$1], $1) }
      .map { evaluations[$0] }
  }

  private static func distinct(_ policies: [PolicySpecification]) -> [PolicySpecification] {
    var distinct: [PolicySpecification] = []
    for policy in policies where !distinct.contains(policy) { distinct.append(policy) }
    return distinct
  }

  /// For each goal, on the share with the most trials that differ at all: in short trials often nobody
  /// waits. Of ranks, since one policy that is a hundred times worse would be all the variation there is.
  private func importance(_ evaluations: [Evaluation]) -> [TuneImportance] {
    plan.goals.indices.map { goal in
      let groups = Set(evaluations.map(\.probe.share)).sorted().map { share in
        evaluations.filter { $0.probe.share == share && $0.objectives[goal].isFinite }
      }.filter { Set($0.map { $0.objectives[goal] }).count > 1 }
      let sample = groups.max { $0.count < $1.count } ?? []
      return importance(sample, goal)
    }
  }

  private func importance(_ all: [Evaluation], _ goal: Int) -> TuneImportance {
    var seen: Set<PolicySpecification> = []
    let sample = all.filter { seen.insert(space.policy(at: $0.probe.point)).inserted }
    let found = Importance(
      sample.map { space.space.activePoint($0.probe.point) },
      ranks(sample.map { $0.objectives[goal] }), seed: plan.searchSeed)
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
