import KoineModel

/// The Kalos trace as converted for another simulator: 12 columns, of which seven are real.
///
/// Source: hyunnnchoi/AcmeTrace, from Hu et al., NSDI 2024. An iteration stands for half a second;
/// `tensorsizes` for memory per pod in hundreds of GB; `profiled_network` 1000 for pretraining, 500
/// for the rest; the iteration times are constants of the converter and are not read.
enum ConvertedKalosFormat: WorkloadFormat {
  static let required = [
    "job_id", "arrival_time", "num_iteration", "gpu_workers", "gpu_per_worker",
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
      guard let submit = table.nanoseconds("arrival_time", &builder.problems),
        let iterations = table.whole(
          "num_iteration", in: 0...1_000_000_000, &builder.problems),
        let job = KalosJob(
          table, nodes: "gpu_workers", perNode: "gpu_per_worker", &builder.problems),
        let cores_milli = scaled(table, "cpu_per_gpu_worker", 1000, &builder.problems),
        let pod_mib = scaled(table, "tensorsizes", 100 * 1024, &builder.problems)
      else { continue }
      names.append(table.text("job_id"))
      job.append(
        to: &builder, submit, iterations * 500_000_000, cpu_milli: cores_milli * job.gpus,
        memory_mib: pod_mib * job.nodes, tenant: tenant(table.text("profiled_network")),
        ending: .completes, line: table.line)
    }
    builder.workload.names = .texts(names)
  }

  private static func scaled(
    _ table: ColumnTable, _ column: String, _ scale: Double, _ problems: inout ProblemLog
  ) -> Int64? {
    table.isEmpty(column) ? 0 : table.scaled(column, by: scale, in: 0...1_000_000, &problems)
  }

  private static func tenant(_ network: String) -> String {
    switch network {
    case "1000": "Pretrain"
    case "500": "Other_or_SFT"
    default: "kalos"
    }
  }
}
