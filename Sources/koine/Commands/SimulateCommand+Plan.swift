import KoineExperiments
import KoineFormats
import KoineModel

extension SimulateCommand {
  /// The first of the seeds 42 to 51 of the published packing study.
  static let defaultPackingSeed: UInt64 = 42

  /// - Throws: every problem of the arguments and of the scenario and policy files.
  func plan() throws(InputError) -> RunPlan {
    var problems: [Diagnostic] = []
    let scenario = collect(&problems) { () throws(InputError) in try self.scenario() }
    let parts = collect(&problems) { () throws(InputError) in try policyParts() }
    let limit = until.flatMap(readTime)
    if let until, limit == nil {
      problems.append(
        Diagnostic(
          file: "--until", .wrongType(found: "'\(until)'", expected: timeExpectation)))
    }
    if let scale, !(1...1_000_000).contains(scale) {
      problems.append(
        Diagnostic(
          file: "--scale",
          .outOfRange(found: String(scale), expected: "a whole number from 1 to 1000000")))
    }
    let cap_w = powerCap.flatMap(readPower)
    if let powerCap, cap_w == nil {
      problems.append(
        Diagnostic(
          file: "--power-cap", .wrongType(found: "'\(powerCap)'", expected: powerExpectation)))
    }
    let recovery = collect(&problems) { () throws(InputError) in
      try RecoverySettings(arguments: self.recovery, option: "--recovery")
    }
    let queues = collect(&problems) { () throws(InputError) in
      try self.queues.map { path throws(InputError) in try QueueReader().queues(path: path) }
    }
    let weights = collect(&problems) { () throws(InputError) in
      try TenantWeights(arguments: tenantWeight, option: "--tenant-weight")
    }
    guard problems.isEmpty, let scenario, let parts, let recovery, let queues, let weights else {
      throw InputError(problems)
    }
    var plan = RunPlan(scenario, seed: usualSeed)
    plan.override(workload, format: workloadFormat)
    plan.policy = scenario.policy.overridden(by: parts)
    plan.seed = seed ?? plan.seed
    plan.until = limit ?? plan.until
    plan.untilText = until
    plan.scale = scale ?? plan.scale
    if scale != nil { plan.places["scale"] = nil }
    if parts != PolicyParts() { plan.places["policy"] = nil }
    plan.faults = faults ?? plan.faults
    if faults != nil { plan.places["faults"] = nil }
    plan.recovery = plan.recovery.overridden(by: recovery)
    if !recovery.isEmpty { plan.recoveryPlace = "--recovery" }
    plan.queues = queues ?? plan.queues
    plan.tenantWeights.weights += weights.weights
    plan.pairSpeeds = pairSpeeds ?? plan.pairSpeeds
    if pairSpeeds != nil { plan.places["pair_speeds"] = nil }
    plan.transfers = transfers?.model ?? plan.transfers
    plan.circuits = circuits?.users ?? plan.circuits
    plan.powerCap_w = cap_w ?? plan.powerCap_w
    plan.powerCapText = powerCap
    plan.photonicFallsBack = photonicFallback.map { $0 == .yes } ?? plan.photonicFallsBack
    return plan
  }

  private var usualSeed: UInt64 {
    packing.ratio == nil ? RunPlan.defaultSeed : Self.defaultPackingSeed
  }

  /// The scenario that the first argument names, or an empty one around the topology it names.
  private func scenario() throws(InputError) -> Scenario {
    if let subject, ScenarioReader.isScenario(path: subject) {
      return try ScenarioReader(.all).scenario(path: subject)
    }
    var scenario = Scenario()
    scenario.topology = subject
    return scenario
  }

  private func policyParts() throws(InputError) -> PolicyParts {
    var parts = PolicyParts(
      order: policy.order, placement: policy.place, backfill: policy.backfill,
      preemption: policy.preempt, allocator: policy.allocator)
    if let name = policy.name {
      let isFile = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      if isFile {
        parts = try PolicyParts(path: name, .all).overridden(by: parts)
      } else {
        parts.policy = name
      }
    }
    var problems = parts.problems(.all)
    for argument in policy.set {
      do throws(InputError) {
        let setting = try ParameterSetting(argument: argument, option: "--set")
        if let advice = Self.advice(onScenarioKey: setting.key) {
          problems.append(
            Diagnostic(
              file: "--set", key: setting.key,
              .conflict("is a key of scenarios, no parameter of the policy: \(advice)")))
        } else {
          parts.settings.append(setting)
        }
      } catch {
        problems += error.diagnostics
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    return parts
  }

  /// How to give a key of scenarios that `--set` does not take; `nil` for what is no such key.
  private static func advice(onScenarioKey key: String) -> String? {
    let first = String(key.prefix { $0 != "." && $0 != "[" })
    let parts = ["order", "placement", "place", "backfill", "preemption", "preempt", "allocator"]
    let isParameter = first != key && parts.contains(first)
    guard ScenarioReader.knownKeys.contains(first), !isParameter else { return nil }
    switch first {
    case "topology": return "name it as the first argument"
    case "parameters": return "leave 'parameters.' out"
    case "placement", "place": return "use --place"
    case "preemption", "preempt": return "use --preempt"
    case "tenant_weights": return "use --tenant-weight"
    case "services", "jobs", "load", "submit_from", "submit_to", "fleet", "oversubscription",
      "failure_rate":
      return
        "write it in a scenario file, or use compare, sweep or tune, whose --set takes such keys"
    default: return "use --\(first.replacing("_", with: "-"))"
    }
  }
}
