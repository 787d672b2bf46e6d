import KoineMetrics

extension PackingReport {
  /// The study as JSON. In the lists of percentages the index is N: what the arrivals have asked
  /// for, in percent of the cluster.
  public var json: JSONValue {
    .object([
      (
        "packing",
        .object([
          ("topology", .string(subject.topology)), ("workload", .string(subject.workload)),
          ("placement", .string(subject.placement)), ("ratio", .number(subject.ratio)),
          ("nodes", .integer(subject.nodes)), ("accelerators", .integer(subject.accelerators)),
        ])
      ),
      (
        "mean",
        .object([
          ("allocation_percent", list(allocation.mean)),
          ("fragmentation_percent", list(fragmentation.mean)),
        ])
      ),
      (
        "standard_deviation",
        .object([
          ("allocation_percent", list(allocation.deviation)),
          ("fragmentation_percent", list(fragmentation.deviation)),
        ])
      ),
      ("seeds", .array(curves.indices.map(seed))),
    ])
  }

  private func seed(at index: Int) -> JSONValue {
    let curve = curves[index]
    return .object([
      ("seed", .integer(Int(clamping: firstSeed) + index)),
      (
        "jobs", .object([("arrived", .integer(curve.arrived)), ("placed", .integer(curve.placed))])
      ),
      ("allocation_percent", list(curve.allocation_percent)),
      ("fragmentation_percent", list(curve.fragmentation_percent)),
    ])
  }

  /// Rounded to a thousandth of a percent, far below what seeds differ by.
  private func list(_ values: [Double?]) -> JSONValue {
    .array(values.map { .optional($0.map { ($0 * 1000).rounded() / 1000 }) })
  }
}
