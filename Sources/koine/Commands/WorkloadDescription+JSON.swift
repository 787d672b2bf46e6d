import Foundation
import KoineFormats
import KoineReports

extension WorkloadDescription {
  /// The description as JSON; names and units stand in `docs/workloads.md`.
  func json(accelerators: Int?) -> JSONValue {
    let machine = accelerators ?? machineProcessors
    return .object([
      ("name", .string(name)), ("jobs", .integer(jobs)), ("span_s", .number(span_s)),
      ("work_accelerator_s", .number(work_accelerator_s)),
      ("accelerators", .optional(machine)),
      ("offered_load", .optional(machine.flatMap { offeredLoad(on: $0) })),
      ("arrivals", arrivals.json), ("duration_s", duration_s.json),
      ("estimate_factor", .object([("p50", .optional(medianEstimateFactor))])),
      ("accelerators_per_job", acceleratorsJSON), ("sizes", .array(sizes.map(\.json))),
      ("size_duration_correlation", .number(sizeDurationCorrelation)),
      (
        "outcomes",
        .object([("jobs", outcomes.ofJobs.json), ("accelerator_time", outcomes.ofWork.json)])
      ),
      ("tenants", tenants.json),
      (
        "host",
        .object([
          ("cores_p50", .number(medianCores)), ("memory_gib_p50", .number(medianMemory_gib)),
        ])
      ),
      ("constrained_share", .number(constrainedShare)),
    ]).withoutNoise
  }

  private var acceleratorsJSON: JSONValue {
    .object([("mean", .number(meanAccelerators)), ("p50", .number(medianAccelerators))])
  }
}

extension ArrivalStatistics {
  fileprivate var json: JSONValue {
    let names = ["1min", "10min", "1h", "1d"]
    func each(_ value: (Window) -> Double) -> JSONValue {
      .object(zip(names, windows).map { (key: $0, value: .number(value($1))) })
    }
    return .object([
      ("mean_gap_s", .number(meanGap_s)), ("median_gap_s", .number(medianGap_s)),
      ("cv", .number(coefficientOfVariation)), ("zero_gap_share", .number(zeroGapShare)),
      ("idc", each { $0.indexOfDispersion }), ("peak_over_mean", each { $0.peakOverMean }),
      ("autocorrelation", each { $0.autocorrelation }),
      ("hour_profile", .array(hourProfile.map { .number($0) })),
      ("day_share", .array(dayShares.map { .number($0) })),
      ("wall_clock_known", .bool(wallClockIsKnown)),
    ])
  }
}

extension DurationStatistics {
  fileprivate var json: JSONValue {
    let quantiles = zip(Self.probabilities, quantiles_s).map {
      (key: "p\(Int(($0 * 100).rounded()))", value: JSONValue.number($1))
    }
    return .object(quantiles + [("max", .number(max_s)), ("mean", .number(mean_s))])
  }
}

extension SizeStatistics {
  fileprivate var json: JSONValue {
    .object([
      ("accelerators", .string(label)), ("jobs", .integer(jobs)),
      ("share_of_jobs", .number(shareOfJobs)), ("share_of_accelerator_time", .number(shareOfWork)),
      ("median_duration_s", .number(medianDuration_s)), ("outcomes", outcomes.json),
    ])
  }
}

extension OutcomeStatistics.Shares {
  fileprivate var json: JSONValue {
    .object([
      ("completed", .number(completed)), ("cancelled", .number(cancelled)),
      ("failed", .number(failed)),
    ])
  }
}

extension TenantStatistics {
  fileprivate var json: JSONValue {
    .object([
      ("count", .integer(count)),
      (
        "top",
        .array(
          topShares.map {
            .object([
              ("fraction", .number($0.fraction)),
              ("share_of_accelerator_time", .number($0.shareOfWork)),
              ("share_of_jobs", .number($0.shareOfJobs)),
            ])
          })
      ),
      (
        "busiest",
        .object([
          ("name", .string(busiest.name)), ("share_of_jobs", .number(busiest.shareOfJobs)),
        ])
      ),
    ])
  }
}

extension JSONValue {
  /// The same with numbers to thirteen digits: what sums and nanoseconds leave behind them, as in
  /// 3.0000000000000004, is no part of a statistic.
  fileprivate var withoutNoise: JSONValue {
    switch self {
    case .number(let value) where value.isFinite:
      .number(Double(String(format: "%.12e", value)) ?? value)
    case .array(let values): .array(values.map(\.withoutNoise))
    case .object(let members):
      .object(members.map { (key: $0.key, value: $0.value.withoutNoise) })
    default: self
    }
  }
}
