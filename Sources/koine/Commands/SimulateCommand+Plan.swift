import Foundation
import KoineFormats
import KoineModel

/// What a run is made of, by name: arguments over the scenario file over the defaults.
struct RunPlan {
  /// `nil` where nobody chose: the default depends on the workload.
  var topology: String?
  var workload: String
  var workloadFormat: String?
  var policy: PolicyParts
  var seed: UInt64
  var until: Interval?
  /// The time as the user wrote it, for messages.
  var untilText: String?
  var scale: Int
  /// A trace of node faults.
  var faults: String?
  /// How jobs that name a model share the uplinks of racks.
  var transfers: TransferModel
  var services: [Service]
  /// Most power of all accelerators, W, and as the user wrote it, for messages.
  var powerCap_w: Double?
  var powerCapText: String?
  /// Whether photonic cards with too few bits leave linear work to their digital part.
  var photonicFallsBack: Bool
}

extension SimulateCommand {
  static let defaultTopology = "shanghai-mixed"
  static let defaultWorkload = "mixed"
  static let defaultSeed: UInt64 = 1
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
    guard problems.isEmpty, let scenario, let parts else { throw InputError(problems) }
    return RunPlan(
      topology: scenario.topology, workload: workload ?? scenario.workload ?? Self.defaultWorkload,
      workloadFormat: workloadFormat ?? scenario.workloadFormat,
      policy: scenario.policy.overridden(by: parts),
      seed: seed ?? scenario.seed ?? usualSeed, until: limit ?? scenario.until,
      untilText: until, scale: scale ?? scenario.scale ?? 1,
      faults: faults ?? scenario.faults, transfers: transfers?.model ?? scenario.transfers ?? .none,
      services: scenario.services, powerCap_w: cap_w ?? scenario.powerCap_w,
      powerCapText: powerCap,
      photonicFallsBack: photonicFallback.map { $0 == .yes } ?? scenario.photonicFallback ?? true)
  }

  private var usualSeed: UInt64 {
    packing.ratio == nil ? Self.defaultSeed : Self.defaultPackingSeed
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
    var parts = PolicyParts(order: policy.order, placement: policy.place, backfill: policy.backfill)
    if let name = policy.name {
      let isFile = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      if isFile {
        parts = try PolicyParts(path: name, .all).overridden(by: parts)
      } else {
        parts.policy = name
      }
    }
    let problems = parts.problems(.all)
    if !problems.isEmpty { throw InputError(problems) }
    return parts
  }
}

/// The value of `body`, or its problems added to `problems`.
func collect<Value>(
  _ problems: inout [Diagnostic], _ body: () throws(InputError) -> Value
) -> Value? {
  do throws(InputError) {
    return try body()
  } catch {
    problems += error.diagnostics
    return nil
  }
}
