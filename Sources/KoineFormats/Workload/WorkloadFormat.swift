import KoineModel

/// What a reader sees of a file before it is chosen.
struct WorkloadHead {
  /// The first lines, without their ends, at most 64 of them.
  var lines: [String]

  init(_ bytes: [UInt8]) {
    let head = bytes.prefix(1 << 16)
    lines = head.split(separator: Ascii.newline, maxSplits: 64, omittingEmptySubsequences: false)
      .prefix(64)
      .map { line in
        String(decoding: line.last == Ascii.carriageReturn ? line.dropLast() : line, as: UTF8.self)
      }
  }

  /// Lower-cased column names if the first line is a comma-separated header.
  var columns: [String] {
    (lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingSpaces.lowercased().filter { $0 != "\"" } }
  }
}

/// One kind of workload file: how to recognise it and how to read it.
protocol WorkloadFormat {
  /// Whether a file that starts with `head` is of this kind.
  static func recognises(_ head: WorkloadHead) -> Bool
  /// Adds the jobs of `bytes` to `builder`; problems go to its log.
  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder)
}

/// The workload formats that can be read, in the order in which they are tried.
public enum WorkloadFormatName: String, CaseIterable, Sendable {
  case kalos
  case kalosConverted = "kalos-converted"
  case openb, philly, pai
  case paiTasks = "pai-tasks"
  case koine, gavel, swf

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .kalos: "Kalos, completed GPU jobs: CSV of 10 columns"
    case .kalosConverted: "Kalos as converted for another simulator: CSV of 12 columns"
    case .openb: "openb (Alibaba 2023), pod list: CSV of 11 or 5 columns"
    case .philly: "Philly (Microsoft 2017), job list: CSV with time stamps"
    case .pai: "PAI (Alibaba 2020), job list of its simulator: CSV"
    case .paiTasks: "PAI (Alibaba 2020), pai_task_table: CSV of 10 columns, header optional"
    case .koine: "Koine's own table: CSV of 4 required and 11 optional columns"
    case .gavel: "Gavel and its successors: 6 to 12 tab-separated columns"
    case .swf: "Standard Workload Format 2.2: 18 columns and a header of comments"
    }
  }

  var reader: any WorkloadFormat.Type {
    switch self {
    case .kalos: KalosFormat.self
    case .kalosConverted: ConvertedKalosFormat.self
    case .openb: OpenbFormat.self
    case .philly: PhillyFormat.self
    case .pai: PAIFormat.self
    case .paiTasks: PAITaskFormat.self
    case .koine: KoineFormat.self
    case .gavel: GavelFormat.self
    case .swf: SWFFormat.self
    }
  }
}
