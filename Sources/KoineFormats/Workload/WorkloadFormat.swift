import Foundation
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
  /// Columns that a header must have; none where there is no header.
  static var required: [String] { get }
  /// Adds the jobs of `bytes` to `builder`; problems go to its log.
  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder)
}

extension WorkloadFormat {
  static var required: [String] { [] }
}

extension WorkloadHead {
  /// What is wrong with a file that no reader recognises: how its columns are separated, or which it
  /// lacks, if it has half of those of a format.
  func problem(of file: String) -> Diagnostic {
    if let nearestFormat {
      return Diagnostic(
        file: file, line: 1, lacking(nearestFormat.missing, of: nearestFormat.format))
    }
    var separated = self
    for (separator, name) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")] {
      separated.lines = lines.prefix(1).map { $0.replacing(separator, with: ",") }
      if separated.nearestFormat != nil || separated.isHeader {
        return Diagnostic(
          file: file, line: 1,
          .wrongType(found: "columns with \(name) between them", expected: "commas"))
      }
    }
    if columns.count > 1 && columns.allSatisfy({ Double($0) != nil }) {
      return Diagnostic(
        file: file, line: 1,
        .wrongType(
          found: "numbers",
          expected: "the names of columns, as in job_id,submit_s,duration_s,accelerators"))
    }
    if columns.count > 1 && columns.allSatisfy(Self.isName) {
      // Whoever has such a table will bring it into the form of ours.
      let missing = WorkloadFormatName.koine.required.filter { !columns.contains($0) }
      return Diagnostic(file: file, line: 1, lacking(missing, of: .koine))
    }
    return Diagnostic(
      file: file, .unknownFormat(known: WorkloadFormatName.allCases.map(\.rawValue)))
  }

  /// Whether the first line has all columns of some format.
  private var isHeader: Bool {
    WorkloadFormatName.allCases.contains { format in
      !format.required.isEmpty && format.required.allSatisfy(columns.contains)
    }
  }

  /// The format that the first line is nearest to, lacking some of its columns but half at most.
  fileprivate var nearestFormat: (format: WorkloadFormatName, missing: [String])? {
    var nearest: (format: WorkloadFormatName, missing: [String])?
    var least = 0.5.nextUp
    for format in WorkloadFormatName.allCases {
      let missing = format.required.filter { !columns.contains($0) }
      let share = Double(missing.count) / Double(max(1, format.required.count))
      if !missing.isEmpty && share < least {
        nearest = (format, missing)
        least = share
      }
    }
    return nearest
  }

  private func lacking(_ missing: [String], of format: WorkloadFormatName) -> InputProblem {
    let others = columns.filter { !format.required.contains($0) && !$0.isEmpty }
    return .missingColumns(
      format: format.rawValue,
      missing: missing.map { MissingColumn(name: $0, slip: nearestName(to: $0, among: others)) },
      found: columns)
  }

  /// Whether it may be the name of a column.
  private static func isName(_ text: String) -> Bool {
    text.first?.isLetter ?? false
      && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == " " }
  }
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
    case .koine:
      "Koine's own table: CSV of \(KoineFormat.required.count) required and "
        + "\(KoineFormat.columns.count - KoineFormat.required.count) optional columns"
    case .gavel: "Gavel and its successors: 6 to 12 tab-separated columns"
    case .swf: "Standard Workload Format 2.2: 18 columns and a header of comments"
    }
  }

  /// The format of the file at `path`, plain and not gzip, by its beginning, even where columns are missing;
  /// `nil` for what is no workload.
  init?(ofFile path: String) {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    guard let start = try? handle.read(upToCount: 1 << 16), !start.contains(0) else { return nil }
    let head = WorkloadHead([UInt8](start))
    let format = WorkloadFormatName.allCases.first { $0.reader.recognises(head) }
    guard let format = format ?? head.nearestFormat?.format else { return nil }
    self = format
  }

  /// Columns that a header must have; none where there is no header.
  var required: [String] {
    let reader: any WorkloadFormat.Type = self.reader
    return reader.required
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
