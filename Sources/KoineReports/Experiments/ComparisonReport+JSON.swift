import KoineStatistics

extension ComparisonReport {
  /// The comparison as JSON, always in the same order.
  public var json: JSONValue {
    .object([
      ("scenario", .string(scenario)), ("baseline", .string(baseline)),
      ("variants", .array(variants.map { .string($0) })),
      ("workloads", .array(workloads.map { .string($0) })),
      ("measures", .array(measures.map { .string($0.path) })),
      ("first_seed", .integer(Int(clamping: firstSeed))), ("seeds", .integer(seeds)),
      ("runs", .integer(runs)), ("warm_up", .string(warmUp)), ("confidence", .number(confidence)),
      ("precision", .optional(precision)), ("is_precise", isPrecise.map { .bool($0) } ?? .null),
      ("means", .array(means.map(\.json))),
      (
        "contrasts",
        .array(contrasts.map { $0.json(against: baseline, level: 1 - confidence) })
      ),
      ("notes", .array(notes.map { .string($0) })),
    ])
  }
}

extension ComparisonReport.Mean {
  fileprivate var json: JSONValue {
    .object([
      ("workload", .string(workload)), ("variant", .string(variant)),
      ("measure", .string(measure.path)), ("mean", .optional(value?.estimate)),
      ("half_width", .optional(value?.halfWidth)),
    ])
  }
}

extension ComparisonReport.Contrast {
  fileprivate func json(against baseline: String, level: Double) -> JSONValue {
    .object([
      ("workload", .string(workload)), ("variant", .string(variant)),
      ("measure", .string(measure.path)), ("pairs", .integer(difference.pairs)),
      ("difference", .number(difference.difference.estimate)),
      ("half_width", .optional(difference.difference.halfWidth)),
      (
        "bootstrap",
        .array(difference.bootstrap.map { [.number($0.low), .number($0.high)] } ?? [])
      ),
      ("relative", .optional(difference.relative?.estimate)),
      ("relative_half_width", .optional(difference.relative?.halfWidth)),
      (
        "relative_interval",
        .array(
          difference.relative?.low.flatMap { low in
            difference.relative?.high.map { [.number(low), .number($0)] }
          } ?? [])
      ),
      ("effect_size", .optional(difference.effectSize)), ("p", .optional(difference.pValue)),
      ("p_holm", .optional(adjustedP)), ("is_shown", .bool(isShown(at: level))),
      ("verdict", .string(verdict(against: baseline, level: level))),
    ])
  }
}
