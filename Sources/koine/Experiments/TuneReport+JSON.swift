import KoineExperiments
import KoineModel
import KoinePolicies
import KoineReports

extension TuneReport {
  var json: JSONValue {
    let plan = result.plan
    return .object([
      (
        "tune",
        .object([
          ("goals", .array(plan.goals.map(\.json))),
          ("constraints", .array(plan.constraints.map { .string($0.text) })),
          ("method", .string(plan.method.rawValue)), ("seed", .integer(Int(clamping: plan.seed))),
          ("seeds", .integer(plan.repetitions)), ("candidates", .integer(result.candidateCount)),
          ("simulated_jobs", .integer(result.jobs)), ("budget_jobs", .integer(result.budget)),
          ("refused", .integer(result.refusedCount)), ("stopped", .bool(result.isStopped)),
          ("begin_s", Self.time(result.windows.begin)),
          ("split_s", Self.time(result.windows.split)),
          ("end_s", Self.time(result.windows.end)),
        ])
      ),
      ("own", json(result.baseline)), ("best", result.best.map(json) ?? .null),
      ("front", .array(result.front.map(json))),
      ("importance", .array(result.importance.map(\.json))),
    ])
  }

  /// Without the noise of nanoseconds that became a double.
  private static func time(_ instant: Instant) -> JSONValue {
    .number((instant.seconds * 1e6).rounded() / 1e6)
  }

  private func json(_ candidate: TuneCandidate) -> JSONValue {
    let measures = result.plan.measures
    func values(_ values: [Double?]) -> JSONValue {
      .object(zip(measures, values).map { ($0, .optional($1)) })
    }
    return .object([
      ("policy", candidate.policy.json), ("share", .number(candidate.share)),
      ("searched", values(candidate.seen)), ("held_out", values(candidate.heldOut)),
      ("violation", .number(candidate.violation)),
      ("held_out_violation", .optional(candidate.heldOutViolation)),
    ])
  }
}

extension PolicySpecification {
  fileprivate var json: JSONValue {
    .object(
      PolicyPart.allCases.map { ($0.rawValue, .string(choice(of: $0))) }
        + [("parameters", .object(parameters.entries.map { ($0.key, $0.value.json) }))])
  }
}

extension TuneGoal {
  fileprivate var json: JSONValue {
    .object([("measure", .string(measure)), ("maximize", .bool(isMaximised))])
  }
}

extension TuneImportance {
  fileprivate var json: JSONValue {
    .object([
      ("goal", .string(goal.measure)), ("trials", .integer(sampleCount)),
      (
        "parts",
        .array(
          parts.map {
            .object([
              ("name", .string($0.name)), ("part", .number($0.part)),
              ("deviation", .number($0.deviation)),
            ])
          })
      ),
    ])
  }
}
