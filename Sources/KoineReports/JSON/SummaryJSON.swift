import KoineEngine
import KoineMetrics
import KoineModel

extension RunReport {
  /// The summary as JSON: the names of `docs/metrics.md`, always in the same order.
  public var json: JSONValue {
    .object(members)
  }

  private var members: [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = [
      ("run", run.json(summary)), ("jobs", summary.jobs.json),
      ("wait_s", Self.distribution(summary.wait)),
      ("wait_s_by_size", summary.waitBySizeJSON),
      ("completion_s", Self.distribution(summary.completion)),
      ("bounded_slowdown", Self.distribution(summary.boundedSlowdown)),
      ("makespan_s", summary.makespan.map(Self.seconds) ?? .null),
      ("utilization", summary.utilizationJSON),
      ("fragmentation", .number(summary.fragmentation)),
      ("energy_kwh", .optional(summary.energy.total)),
      ("energy_parts_kwh", summary.energyParts.json),
      ("facility_energy_kwh", .optional(summary.facility.energy.total)),
      ("cost", .optional(summary.cost.total)),
      ("electricity_cost", .optional(summary.facility.electricityCost.total)),
      ("carbon_kg", .optional(summary.facility.carbon.total)),
      ("ledger_accelerator_s", summary.ledgerJSON),
      (
        "ledger_total_accelerator_s",
        .decimal(AcceleratorTime.acceleratorSeconds(summary.ledger.total))
      ),
      ("services", .object(services.map { ($0.name, $0.json) })),
      ("mixed_jobs", work.mixesJSON),
      ("rejections", .array(summary.rejections.map(json))),
      ("estimate_factor", .optional(summary.estimateFactor)),
      ("engine", summary.engine.json), ("notes", .array(notes.map { .string($0) })),
    ]
    if !queues.isEmpty {
      let place = members.firstIndex { $0.key == "rejections" }!
      members.insert(("queues", .object(queues.map { ($0.name, $0.json) })), at: place)
    }
    if let deadlines = summary.deadlines {
      let place = members.firstIndex { $0.key == "rejections" }!
      members.insert(("deadlines", deadlines.json), at: place)
    }
    // Only where jobs can be stopped: most runs have nothing to say here.
    if let interruptions = summary.interruptions {
      let place = members.firstIndex { $0.key == "rejections" }!
      members.insert(("interruptions", interruptions.json), at: place)
    }
    return members
  }

  static func distribution(_ distribution: Distribution?) -> JSONValue {
    .object([
      ("mean", .optional(distribution?.mean)), ("p50", .optional(distribution?.p50)),
      ("p90", .optional(distribution?.p90)), ("p99", .optional(distribution?.p99)),
      ("max", .optional(distribution?.max)),
    ])
  }

  static func seconds(_ interval: Interval) -> JSONValue {
    .decimal(ExactDecimal(units: Int128(interval.nanoseconds), places: 9))
  }

  private var notes: [String] {
    [
      Self.note("energy_kwh", summary.energy, unit: "kWh"),
      Self.note("facility_energy_kwh", summary.facility.energy, unit: "kWh"),
      Self.note("cost", summary.cost, unit: "CNY"),
      Self.note("electricity_cost", summary.facility.electricityCost, unit: "CNY"),
      Self.note("carbon_kg", summary.facility.carbon, unit: "kg"),
    ] + work.estimateSentences + services.compactMap(\.estimateSentence)
      + work.photonics.map(\.sentence) + work.refusals.map(\.sentence)
      + [run.fleet?.sentence].compactMap { $0 }
  }

  private func json(_ rejection: Rejection) -> JSONValue {
    .object([
      ("jobs", .integer(rejection.jobs)),
      ("chips", .array(rejection.chips.map { .string($0) })),
      ("reason", .string(work.sentence(of: rejection))),
    ])
  }

  private static func thousandths(_ value: Double) -> ExactDecimal {
    ExactDecimal(units: Int128((value * 1000).rounded()), places: 3)
  }

  private static func note(
    _ name: String, _ estimate: Estimate, unit: String
  ) -> String {
    if estimate.total != nil {
      let weakest = estimate.confidence.map { "; weakest figure: \($0.rawValue)" } ?? ""
      return "\(name) is an estimate in \(unit)\(weakest)"
    }
    let missing = estimate.missing.map {
      "no \($0.figure.name) for \($0.chips.joined(separator: ", "))"
    }
    return "\(name) is unknown: " + missing.joined(separator: "; ")
      + "; the known part is \(thousandths(estimate.known)) \(unit)"
  }
}

extension RunDescription {
  fileprivate func json(_ summary: Summary) -> JSONValue {
    // Only where something differs from the defaults: most policies have neither.
    let settings: [(key: String, value: JSONValue)] =
      (allocator == "none" ? [] : [("allocator", .string(allocator))])
      + (parameters.isEmpty ? [] : [("parameters", .object(parameters.map { ($0.key, $0.json) }))])
    // Beside an allocator they decide nothing.
    func part(_ name: String) -> JSONValue { allocator == "none" ? .string(name) : .null }
    return .object(
      [
        ("topology", .string(topologyName)), ("accelerators", .integer(accelerators)),
        ("nodes", .integer(nodes)), ("scale", .integer(scale)), ("workload", .string(workloadName)),
        ("policy", .optional(policyName)), ("order", part(order)), ("place", .string(placement)),
        ("backfill", part(backfill)), ("preempt", part(preemption)),
      ] + settings + [
        ("seed", .decimal(ExactDecimal(units: Int128(seed), places: 0))),
        ("until_s", until.map { RunReport.seconds($0 - .zero) } ?? .null),
        ("power_cap_w", .optional(powerCap_w)),
        ("begin_s", RunReport.seconds(summary.begin - .zero)),
        ("span_s", RunReport.seconds(summary.span)),
      ])
  }
}

extension RunDescription.Parameter {
  fileprivate var json: JSONValue {
    Int(value).map { .integer($0) } ?? Double(value).map { .number($0) } ?? .string(value)
  }
}

extension JobCounts {
  fileprivate var json: JSONValue {
    .object([
      ("submitted", .integer(submitted)), ("completed", .integer(completed)),
      ("failed", .integer(failed)), ("cancelled", .integer(cancelled)),
      ("rejected", .integer(rejected)), ("running", .integer(running)),
      ("waiting", .integer(waiting)),
    ])
  }
}

extension Summary {
  fileprivate var waitBySizeJSON: JSONValue {
    .object(waitBySize.map { ($0.size.label, RunReport.distribution($0.wait)) })
  }

  fileprivate var utilizationJSON: JSONValue {
    .object([
      ("allocated", .optional(utilization.allocated)),
      ("productive", .optional(utilization.productive)),
      ("by_chip", .object(chips.map { ($0.chip.key, $0.json) })),
    ])
  }

  fileprivate var ledgerJSON: JSONValue {
    .object(
      LedgerClass.allCases.map {
        ($0.rawValue, .decimal(AcceleratorTime.acceleratorSeconds(ledger[$0])))
      })
  }
}

extension EnergyParts {
  fileprivate var json: JSONValue {
    .object([
      ("busy", .optional(busy.total)), ("idle", .optional(idle.total)),
      ("lasers", .optional(lasers.total)), ("hosts", .optional(hosts.total)),
    ])
  }
}

extension ChipUsage {
  fileprivate var json: JSONValue {
    let utilization = Utilization(time)
    return .object([
      ("capacity", .integer(capacity)), ("allocated", .optional(utilization.allocated)),
      ("productive", .optional(utilization.productive)),
    ])
  }
}

extension QueueUsage {
  fileprivate var json: JSONValue {
    .object([
      ("guaranteed", .integer(guaranteed)), ("used", .number(used)), ("jobs", .integer(jobs)),
      ("ended", .integer(ended)), ("wait_s", .object([("mean", .optional(wait_s))])),
      ("stops", .integer(stops)),
    ])
  }
}

extension ServiceUsage {
  fileprivate var json: JSONValue {
    .object([
      ("model", .string(model)), ("chip", .string(chip)),
      ("accelerators_per_replica", .integer(acceleratorsPerReplica)),
      ("replicas", .object([("mean", .number(meanReplicas)), ("wanted", .number(meanWanted))])),
      ("requests_offered", .number(offeredRequests)),
      ("requests_served", .number(servedRequests)), ("ttft_s", .optional(timeToFirstToken_s)),
      ("tpot_s", .optional(timePerOutputToken_s)),
      ("slo_attainment", .optional(objectiveAttainment)),
      ("tokens_per_s", .optional(tokens_per_s)),
      ("idle_share", .number(idleShare)),
    ])
  }
}

extension Interruptions {
  fileprivate var json: JSONValue {
    .object([
      ("node_failures", .integer(nodeFailures)), ("restarts", .integer(restarts)),
      ("preemptions", .integer(preemptions)), ("resizes", .integer(resizes)),
      ("migrations", .integer(migrations)),
      (
        "effective_training_time_ratio", RunReport.distribution(effectiveTrainingTimeRatio)
      ),
    ])
  }
}

extension DeadlineOutcome {
  fileprivate var json: JSONValue {
    .object([
      ("jobs", .integer(jobs)), ("met", .integer(met)), ("missed", .integer(missed)),
      ("lateness_s", RunReport.distribution(lateness)),
    ])
  }
}

extension EngineCounters {
  fileprivate var json: JSONValue {
    .object(
      [
        ("events", .integer(events)), ("decisions", .integer(decisions)),
        ("wall_s", .number(wall_s)), ("decision_hash", .string(decisionHashText)),
      ]
        + (allocation.map {
          [
            ("allocations", .integer($0.allocations)), ("linear_programs", .integer($0.programs)),
            ("allocation_fallbacks", .integer($0.fallbacks)),
          ]
        } ?? []))
  }
}
