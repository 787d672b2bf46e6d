public import KoineModel

/// The machine list of the PAI trace (Alibaba, 2020), which has no header:
/// `machine,gpu_type,cap_cpu,cap_mem,cap_gpu`, processors in cores and memory in GB of 2^30 bytes.
public enum PaiMachineList {
  static let columns = ["machine", "gpu_type", "cap_cpu", "cap_mem", "cap_gpu"]

  /// The machines of `text`, identical ones in one pool; a header line is skipped.
  ///
  /// - Throws: every problem of the list.
  public static func topology(text: String, file: String) throws(InputError) -> Topology {
    let log = DiagnosticLog()
    let table = MachineTable(file: file, log: log)
    var cluster = ImportedCluster(file: file, log: log)
    let hasHeader = text.hasPrefix("machine,")
    for row in table.rows(of: text, columns: columns, hasHeader: hasHeader) {
      if let node = node(row, table) { cluster.append(node) }
    }
    return try cluster.topology(named: "pai", summary: "imported from a PAI machine list")
  }

  private static func node(_ row: [MachineTable.Field], _ table: MachineTable) -> ImportedNode? {
    let name = table.name(row[0])
    let type = table.name(row[1])
    let cores = table.integer(row[2], in: 0...1_000_000)
    let memory = table.integer(row[3], in: 0...10_000_000)
    let accelerators = table.integer(row[4], in: 0...64)
    guard let name, let type, let cores, let memory, let accelerators else { return nil }
    return ImportedNode(
      name: name, chip: accelerators > 0 ? MachineTable.chip(type, of: "pai") : nil,
      accelerators: accelerators, cpu_milli: Int64(cores) * 1000,
      memory_mib: Int64(memory) * 1024, rack: nil, line: row[0].line)
  }
}
