import KoineModel

/// Koine's own table: every property of a job, one column each. Documented in `docs/workloads.md`.
enum KoineFormat: WorkloadFormat {
  /// Columns in the order in which they are written; the first four are required.
  static let columns =
    workColumns + [KoineRow.bitsColumn, cancelColumn, deadlineColumn] + KoineRow.elasticColumns
  static let workColumns = plainColumns + ["model"] + KoineRow.workColumns
  static let cancelColumn = "cancel_s"
  static let deadlineColumn = "deadline_s"
  /// Those of a table in which no job names a model.
  static let plainColumns = [
    "job_id", "submit_s", "duration_s", "accelerators", "estimate_s", "share", "tasks",
    "cpu_cores", "memory_gib", "chips", "locality", "locality_required", "tenant", "priority",
    "ending",
  ]
  static let required = Array(columns.prefix(4))

  static func recognises(_ head: WorkloadHead) -> Bool {
    Set(required).isSubset(of: head.columns)
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    var table = ColumnTable(bytes)
    check(table, &builder.problems)
    guard builder.problems.errors.isEmpty else { return }
    var names: [String] = []
    while table.next(&builder.problems) {
      let before = builder.problems.errors.count
      let submit = table.nanoseconds("submit_s", &builder.problems)
      let work = KoineRow(table).work(&builder)
      let request = KoineRow(table).request(&builder, work: work?.work ?? .none)
      let priority =
        table.isEmpty("priority")
        ? 0
        : table.whole("priority", in: Int64(Int32.min)...Int64(Int32.max), &builder.problems)
      let ending = KoineRow(table).ending(&builder.problems)
      let cancel = KoineRow(table).time(cancelColumn, after: submit, &builder.problems)
      let deadline = KoineRow(table).time(deadlineColumn, after: submit, &builder.problems)
      let elastic = request.flatMap {
        KoineRow(table).elastic(builder.request($0), &builder)
      }
      guard before == builder.problems.errors.count, let elastic, let submit, let work, let request,
        let priority, let ending, let cancel, let deadline
      else { continue }
      names.append(table.text("job_id"))
      let tenant = table.text("tenant")
      builder.append(
        submit: Instant(nanoseconds: submit), duration: Interval(nanoseconds: work.duration_ns),
        estimate: Interval(nanoseconds: work.estimate_ns), request: request,
        tenant: builder.tenant(tenant.isEmpty ? "unknown" : tenant), priority: Int32(priority),
        ending: ending, units: work.units, cancel: cancel, deadline: deadline,
        elastic: elastic, line: table.line)
    }
    builder.workload.names = .texts(names)
  }

  /// Required columns, no unknown and no repeated ones.
  private static func check(_ table: ColumnTable, _ problems: inout ProblemLog) {
    table.check(required: required, &problems)
    var seen: Set<String> = []
    for (index, name) in table.names.enumerated() {
      if name.isEmpty {
        problems.error(line: 1, .syntax("column \(index + 1) has no name"))
      } else if !columns.contains(name) {
        problems.error(
          line: 1, key: name,
          .unknownKey(nearest: nearestName(to: name, among: columns), known: columns))
      } else if !seen.insert(name).inserted {
        problems.error(line: 1, .duplicateName(kind: "column", found: name))
      }
    }
  }
}

/// The words of an ending in files.
extension JobEnding {
  var word: String {
    switch self {
    case .completes: "completed"
    case .fails: "failed"
    case .isCancelled: "cancelled"
    }
  }
}

/// The words of a locality in files.
extension Locality {
  var word: String {
    switch self {
    case .anywhere: "anywhere"
    case .rack: "rack"
    case .supernode: "supernode"
    case .node: "node"
    case .island: "island"
    }
  }
}
