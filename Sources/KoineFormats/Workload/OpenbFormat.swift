import KoineModel

/// Pod lists of openb, the Alibaba GPU cluster trace of 2023, with 11 columns or with 5.
///
/// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023.
enum OpenbFormat: WorkloadFormat {
  static let required = ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"]
  /// What a pod without times runs: ten years, which no run outlasts.
  static let endless = Interval(seconds: 315_360_000 as Int64)

  static func recognises(_ head: WorkloadHead) -> Bool {
    Set(required).isSubset(of: head.columns)
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    var table = ColumnTable(bytes)
    table.check(required: required, &builder.problems)
    guard builder.problems.errors.isEmpty else { return }
    let hasTimes = table.has("creation_time") && table.has("deletion_time")
    let tenant = builder.tenant("openb")
    var names: [String] = []
    while table.next(&builder.problems) {
      guard let request = request(table, &builder) else { continue }
      let times = hasTimes ? times(table, &builder.problems) : (Int64(names.count), endless)
      guard let times else { continue }
      names.append(table.text("name"))
      builder.append(
        submit: Instant(nanoseconds: times.0 * (hasTimes ? 1 : 1_000_000_000)), duration: times.1,
        estimate: times.1, request: request, tenant: tenant, priority: priority(table.text("qos")),
        ending: table.text("pod_phase") == "Failed" ? .fails : .completes, line: table.line)
    }
    builder.workload.names = .texts(names)
  }

  private static func request(
    _ table: ColumnTable, _ builder: inout WorkloadBuilder
  ) -> RequestHandle? {
    guard
      let cpu_milli = table.whole("cpu_milli", in: 0...1_000_000_000, &builder.problems),
      let memory_mib = table.whole("memory_mib", in: 0...1_000_000_000_000, &builder.problems),
      let count = table.whole("num_gpu", in: 0...1_000_000, &builder.problems),
      let share = table.whole("gpu_milli", in: 0...1000, &builder.problems)
    else { return nil }
    if count > 0, share == 0 || (count > 1 && share != 1000) {
      builder.problems.error(
        line: table.line, key: "gpu_milli",
        .outOfRange(found: "\(share)", expected: count == 1 ? "1 to 1000" : "1000 for several GPUs")
      )
      return nil
    }
    return builder.intern(
      Request(
        accelerators: Int32(count), share_milli: count > 0 ? Int32(share) : 1000, tasks: 1,
        cpu_milli: cpu_milli, memory_mib: memory_mib,
        chips: count > 0 ? builder.selection(table.text("gpu_spec")) : .none))
  }

  /// Creation, and the time from being scheduled to being deleted.
  private static func times(
    _ table: ColumnTable, _ problems: inout ProblemLog
  ) -> (Int64, Interval)? {
    guard let created = table.nanoseconds("creation_time", &problems),
      let deleted = table.nanoseconds("deletion_time", &problems)
    else { return nil }
    var start = created
    if !table.isEmpty("scheduled_time") {
      guard let scheduled = table.nanoseconds("scheduled_time", &problems) else { return nil }
      start = scheduled
    }
    if deleted < start {
      problems.repair(
        .endsBeforeStart, line: table.line, key: "deletion_time",
        .outOfRange(
          found: decimalSeconds(deleted), expected: "at least \(decimalSeconds(start))"))
    }
    return (created, Interval(nanoseconds: max(0, deleted - start)))
  }

  /// Latency-sensitive and guaranteed pods before burstable before best-effort ones.
  private static func priority(_ qos: String) -> Int32 {
    switch qos {
    case "LS", "Guaranteed": 2
    case "Burstable": 1
    default: 0
    }
  }
}
