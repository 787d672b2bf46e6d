public import KoineMetrics
import KoineModel

/// Writes the per-job table of `docs/metrics.md` as CSV, quoted as in RFC 4180.
public struct JobTableWriter {
  public static let header =
    "job_id,submit_s,start_s,finish_s,wait_s,state,accelerators,chips,nodes,attempts,energy_kwh"
  /// What follows in runs whose jobs can be stopped and go on.
  public static let attemptColumns = ",effective_training_time_ratio"
  private static let blockSize = 1 << 20

  private let table: JobTable
  private let chipFields: [[UInt8]]
  private let stateFields: [[UInt8]]

  public init(_ table: JobTable) {
    self.table = table
    chipFields = table.chipKeys.map { Array(Self.field($0).utf8) }
    stateFields = (0...UInt8.max).map { raw in
      JobState(rawValue: raw).map { Array($0.word.utf8) } ?? []
    }
  }

  /// Writes the table to `path`, which appears complete or not at all.
  ///
  /// - Complexity: O(jobs).
  /// - Throws: that the file cannot be made or filled, with the operating system's reason.
  public func write(to path: String) throws(OutputError) {
    try OutputFile.write(to: path) { file throws(OutputError) in
      try blocks { block throws(OutputError) in try file.write(block) }
    }
  }

  /// The whole table as bytes; for small tables.
  public var bytes: [UInt8] {
    var all: [UInt8] = []
    blocks { all += $0 }
    return all
  }

  private func blocks<Failure>(
    _ consume: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var buffer = ByteBuffer(capacity: Self.blockSize + 1024)
    buffer.append(Self.header)
    if table.hasAttempts { buffer.append(Self.attemptColumns) }
    buffer.append("\n")
    for job in 0..<table.count {
      append(job, to: &buffer)
      if buffer.count >= Self.blockSize {
        try consume(buffer.bytes)
        buffer.removeAll()
      }
    }
    try consume(buffer.bytes)
  }

  private func append(_ job: Int, to buffer: inout ByteBuffer) {
    let row = table[job]
    appendName(job, to: &buffer)
    buffer.append(comma)
    buffer.append(units: row.submit.nanoseconds, places: 9)
    buffer.append(comma)
    if let start = row.start { buffer.append(units: start.nanoseconds, places: 9) }
    buffer.append(comma)
    if let finish = row.finish { buffer.append(units: finish.nanoseconds, places: 9) }
    buffer.append(comma)
    if let wait = row.wait { buffer.append(units: wait.nanoseconds, places: 9) }
    buffer.append(comma)
    buffer.append(contentsOf: stateFields[Int(row.state.rawValue)])
    buffer.append(comma)
    buffer.append(units: row.accelerators_milli, places: 3)
    buffer.append(comma)
    if let pool = row.pool { buffer.append(contentsOf: chipFields[pool]) }
    buffer.append(comma)
    if row.start != nil { buffer.append(UInt64(row.nodes)) }
    buffer.append(comma)
    buffer.append(UInt64(row.attempts))
    buffer.append(comma)
    if let energy_kwh = row.energy_kwh, energy_kwh < 9e12 {
      buffer.append(units: Int64((energy_kwh * 1e6).rounded()), places: 6)
    }
    if table.hasAttempts {
      buffer.append(comma)
      if let ratio = row.effectiveTrainingTimeRatio {
        buffer.append(units: Int64((ratio * 1e6).rounded()), places: 6)
      }
    }
    buffer.append("\n")
  }

  private func appendName(_ job: Int, to buffer: inout ByteBuffer) {
    switch table.workload.names {
    case .ordinal: buffer.append(UInt64(job + 1))
    case .numbers(let numbers):
      if numbers[job] < 0 { buffer.append(UInt8(ascii: "-")) }
      buffer.append(numbers[job].magnitude)
    case .texts(let texts): buffer.append(Self.field(texts[job]))
    }
  }

  private var comma: UInt8 { UInt8(ascii: ",") }

  /// `text` as a field: in quotes where it holds a comma, a quote or a line break.
  static func field(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 != 0x2C && $0 != 0x22 && $0 != 0x0A && $0 != 0x0D }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

extension JobState {
  /// The word for the state in tables.
  var word: String {
    switch self {
    case .pending: "pending"
    case .waiting: "waiting"
    case .running: "running"
    case .completed: "completed"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .rejected: "rejected"
    }
  }
}
