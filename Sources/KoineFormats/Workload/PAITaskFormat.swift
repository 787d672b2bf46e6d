import KoineModel

/// The task table of Alibaba's PAI trace of 2020, with a header or, as published, without one.
///
/// Source: Weng et al., NSDI 2022; columns of `pai_task_table` in alibaba/clusterdata,
/// cluster-trace-gpu-v2020: `plan_cpu` and `plan_gpu` in percent, `plan_mem` in GB, times in seconds
/// whose hours are those of UTC+8. A task becomes a job of `inst_num` tasks, submitted when it
/// started: the job table with the submissions is another file.
enum PAITaskFormat: WorkloadFormat {
  private static let columns = [
    "job_name", "task_name", "inst_num", "status", "start_time", "end_time", "plan_cpu", "plan_mem",
    "plan_gpu", "gpu_type",
  ]
  private static let states = ["Terminated", "Failed", "Running", "Waiting"]

  static func recognises(_ head: WorkloadHead) -> Bool {
    if Set(columns).isSubset(of: head.columns) { return true }
    let fields = (head.lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    return fields.count == columns.count && states.contains(String(fields[3]))
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    let hasHeader = Set(columns).isSubset(of: WorkloadHead(bytes).columns)
    var table = hasHeader ? ColumnTable(bytes) : ColumnTable(bytes, columns: columns)
    builder.acceptsAnyOrder = true
    // Hours of UTC+8 are kept by counting as if from 1970 there.
    builder.workload.originWallClock_s = 8 * 3600
    var names: [String] = []
    while table.next(&builder.problems) {
      if table.isEmpty("start_time") || table.isEmpty("end_time") {
        let column = table.isEmpty("start_time") ? "start_time" : "end_time"
        builder.problems.repair(.noDuration, line: table.line, key: column, .missingKey)
        continue
      }
      guard let start = table.nanoseconds("start_time", &builder.problems),
        let end = table.nanoseconds("end_time", &builder.problems),
        let request = PAIRequest(
          table, gpus: "plan_gpu", gpuScale: 10, cores: "plan_cpu", coreScale: 10,
          instances: "inst_num", &builder)
      else { continue }
      if end < start {
        builder.problems.repair(
          .endsBeforeStart, line: table.line, key: "end_time",
          .outOfRange(found: decimalSeconds(end), expected: "at least \(decimalSeconds(start))"))
      }
      names.append(table.text("job_name") + "/" + table.text("task_name"))
      let duration = Interval(nanoseconds: max(0, end - start))
      builder.append(
        submit: Instant(nanoseconds: start), duration: duration, estimate: duration,
        request: request.handle, tenant: builder.tenant("unknown"),
        ending: table.text("status") == "Failed" ? .fails : .completes, line: table.line)
    }
    builder.workload.names = .texts(names)
  }
}
