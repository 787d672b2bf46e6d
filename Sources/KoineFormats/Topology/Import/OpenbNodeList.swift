public import KoineModel

/// The node list of the openb trace (Alibaba, 2023): `sn,cpu_milli,memory_mib,gpu,model`.
public enum OpenbNodeList {
  static let columns = ["sn", "cpu_milli", "memory_mib", "gpu", "model"]

  /// The machines of `text`, identical ones in one pool.
  ///
  /// - Throws: every problem of the list.
  public static func topology(text: String, file: String) throws(InputError) -> Topology {
    let log = DiagnosticLog()
    let table = MachineTable(file: file, log: log)
    let header = text.prefix { !$0.isNewline }
    if header.split(separator: ",").map(String.init) != columns {
      let expected = "the header \(columns.joined(separator: ","))"
      throw InputError(
        Diagnostic(
          file: file, line: 1, .wrongType(found: "'\(header.prefix(60))'", expected: expected)))
    }
    var cluster = ImportedCluster(file: file, log: log)
    for row in table.rows(of: text, columns: columns, hasHeader: true) {
      if let node = node(row, table) { cluster.append(node) }
    }
    return try cluster.topology(named: "openb", summary: "imported from an openb node list")
  }

  private static func node(_ row: [MachineTable.Field], _ table: MachineTable) -> ImportedNode? {
    let name = table.name(row[0])
    let cpu = table.integer(row[1], in: 0...1_000_000_000)
    let memory = table.integer(row[2], in: 0...10_000_000_000)
    let accelerators = table.integer(row[3], in: 0...64)
    guard let name, let cpu, let memory, let accelerators else { return nil }
    var chip: Chip?
    if accelerators > 0 {
      guard let model = table.name(row[4]) else { return nil }
      chip = MachineTable.chip(model, of: "openb")
    }
    return ImportedNode(
      name: name, chip: chip, accelerators: accelerators, cpu_milli: Int64(cpu),
      memory_mib: Int64(memory), rack: nil, line: row[0].line)
  }
}
