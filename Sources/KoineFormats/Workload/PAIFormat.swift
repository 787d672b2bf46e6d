import KoineModel

/// The job list of the PAI simulator: one row a job, GPUs and processors per instance.
///
/// Source: Weng et al., NSDI 2022; columns as the simulator of alibaba/clusterdata,
/// cluster-trace-gpu-v2020, reads them: `job_id`, `submit_time` and `duration` in seconds,
/// `num_gpu` (fractions for a share), `num_cpu` in cores, `num_inst` instances, `user`, `gpu_type`.
enum PAIFormat: WorkloadFormat {
  static let required = ["job_id", "submit_time", "duration", "num_gpu"]

  static func recognises(_ head: WorkloadHead) -> Bool {
    Set(required).isSubset(of: head.columns)
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    var table = ColumnTable(bytes)
    table.check(required: required, &builder.problems)
    guard builder.problems.errors.isEmpty else { return }
    var names: [String] = []
    while table.next(&builder.problems) {
      guard let submit = table.nanoseconds("submit_time", &builder.problems),
        let duration = table.nanoseconds("duration", &builder.problems),
        let request = PAIRequest(
          table, gpus: "num_gpu", gpuScale: 1000, cores: "num_cpu", coreScale: 1000,
          instances: "num_inst", &builder)
      else { continue }
      names.append(table.text("job_id"))
      let user = table.text("user")
      builder.append(
        submit: Instant(nanoseconds: submit), duration: Interval(nanoseconds: duration),
        estimate: Interval(nanoseconds: duration), request: request.handle,
        tenant: builder.tenant(user.isEmpty ? "unknown" : user), line: table.line)
    }
    builder.workload.names = .texts(names)
  }
}

/// Instances of equal need, as both PAI tables state them.
struct PAIRequest {
  var handle: RequestHandle

  /// - Parameters: column names, and what turns their numbers into thousandths.
  init?(
    _ table: ColumnTable, gpus: String, gpuScale: Double, cores: String, coreScale: Double,
    instances: String, _ builder: inout WorkloadBuilder
  ) {
    func amount(_ column: String, _ scale: Double, _ problems: inout ProblemLog) -> Int64? {
      table.isEmpty(column) ? 0 : table.scaled(column, by: scale, in: 0...1_000_000_000, &problems)
    }
    guard let gpu_milli = amount(gpus, gpuScale, &builder.problems),
      let cpu_milli = amount(cores, coreScale, &builder.problems),
      let memory_mib = amount("plan_mem", 1024, &builder.problems),
      let count = table.isEmpty(instances)
        ? 1 : table.whole(instances, in: 1...1_000_000, &builder.problems)
    else { return nil }
    let isShare = gpu_milli > 0 && gpu_milli < 1000 && count == 1
    let whole = (gpu_milli + 999) / 1000
    if !isShare, whole * 1000 != gpu_milli {
      builder.problems.repair(
        .shareRoundedUp, line: table.line, key: gpus,
        .outOfRange(
          found: table.text(gpus), expected: "whole accelerators, or a share of one in one instance"
        ))
    }
    guard whole * count <= Int64(Int32.max) else {
      builder.problems.error(
        line: table.line, key: gpus,
        .outOfRange(found: table.text(gpus), expected: "at most \(Int32.max) in all instances"))
      return nil
    }
    let type = table.text("gpu_type")
    let isAnyChip = ["", "CPU", "MISC"].contains(type)
    handle = builder.intern(
      Request(
        accelerators: Int32(whole * count), share_milli: isShare ? Int32(gpu_milli) : 1000,
        tasks: Int32(whole > 0 ? count : 0), cpu_milli: cpu_milli * count,
        memory_mib: memory_mib * count, chips: isAnyChip ? .none : builder.selection(type)))
  }
}
