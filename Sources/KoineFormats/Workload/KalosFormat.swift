import KoineModel

/// The completed GPU jobs of Kalos (Shanghai AI Laboratory, 2023): a table of 10 columns.
///
/// Source: Hu et al., NSDI 2024, as reduced from a converted AcmeTrace.
enum KalosFormat: WorkloadFormat {
  static let required = [
    "job_id", "submit_s", "duration_s", "nodes", "gpus_per_node", "gpus",
  ]

  static func recognises(_ head: WorkloadHead) -> Bool {
    Set(required).isSubset(of: head.columns)
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    var table = ColumnTable(bytes)
    table.check(required: required, &builder.problems)
    guard builder.problems.errors.isEmpty else { return }
    var names: [String] = []
    while table.next(&builder.problems) {
      guard let submit = table.nanoseconds("submit_s", &builder.problems),
        let duration = table.nanoseconds("duration_s", &builder.problems),
        let job = KalosJob(table, nodes: "nodes", perNode: "gpus_per_node", &builder.problems),
        let cores = optional(table, "cpus", &builder.problems),
        let memory_gb = optional(table, "mem_per_pod_gb", &builder.problems)
      else { continue }
      guard isConsistent(table, job, &builder.problems) else { continue }
      names.append(table.text("job_id"))
      job.append(
        to: &builder, submit, duration, cpu_milli: cores * 1000,
        memory_mib: memory_gb * 1024 * job.nodes, tenant: table.text("type_class"),
        ending: ending(table.text("state")), line: table.line)
    }
    builder.workload.names = .texts(names)
  }

  private static func isConsistent(
    _ table: ColumnTable, _ job: KalosJob, _ problems: inout ProblemLog
  ) -> Bool {
    guard let gpus = table.number("gpus", &problems) else { return false }
    if gpus == ScannedNumber(whole: job.gpus, fraction_nano: 0) { return true }
    problems.error(
      line: table.line, key: "gpus",
      .outOfRange(found: gpus.text, expected: "nodes x gpus_per_node, \(job.gpus)"))
    return false
  }

  private static func optional(
    _ table: ColumnTable, _ column: String, _ problems: inout ProblemLog
  ) -> Int64? {
    table.isEmpty(column) ? 0 : table.scaled(column, by: 1, in: 0...1_000_000_000, &problems)
  }

  private static func ending(_ state: String) -> JobEnding {
    switch state {
    case "FAILED", "NODE_FAIL", "TIMEOUT": .fails
    case "CANCELLED": .isCancelled
    default: .completes
    }
  }
}

/// What both forms of the Kalos trace say of a job: equal pods, one on each node.
struct KalosJob {
  var nodes: Int64
  var gpus: Int64

  init?(_ table: ColumnTable, nodes: String, perNode: String, _ problems: inout ProblemLog) {
    guard let count = table.whole(nodes, in: 1...100_000, &problems),
      let each = table.whole(perNode, in: 1...1024, &problems)
    else { return nil }
    self.nodes = count
    gpus = count * each
  }

  func append(
    to builder: inout WorkloadBuilder, _ submit: Int64, _ duration: Int64, cpu_milli: Int64,
    memory_mib: Int64, tenant: String, ending: JobEnding, line: Int
  ) {
    let request = Request(
      accelerators: Int32(gpus), tasks: Int32(nodes), cpu_milli: cpu_milli, memory_mib: memory_mib)
    builder.append(
      submit: Instant(nanoseconds: submit), duration: Interval(nanoseconds: duration),
      estimate: Interval(nanoseconds: duration), request: builder.intern(request),
      tenant: builder.tenant(tenant.isEmpty ? "kalos" : tenant), ending: ending, line: line)
  }
}
