import KoineModel

/// The state of reading one Standard Workload Format file.
struct SWFReading {
  var builder: WorkloadBuilder
  var header = SWFHeader()
  var record = SWFRecord()
  var jobNumbers: [Int64] = []
  /// Handles by number of processors and of user: a trace has few of either, and hashing one per
  /// job would take a third of the time.
  var requests: [RequestHandle] = []
  var tenants: [TenantHandle] = []
  var partitionNames: [Int64: String]?

  /// Numbers below this are looked up in an array, others in a dictionary.
  static let directLimit: Int64 = 1 << 16

  init(builder: WorkloadBuilder, expectedJobs: Int) {
    self.builder = builder
    self.builder.reserve(expectedJobs)
    jobNumbers.reserveCapacity(expectedJobs)
  }

  /// Reads the line at `position`, which moves to the start of the next.
  @inline(__always)
  mutating func readLine(_ bytes: Span<UInt8>, _ position: inout Int, _ line: Int) {
    Self.skipBlanks(bytes, &position)
    guard position < bytes.count else { return }
    let first = bytes[position]
    if first == Ascii.newline {
      position += 1
    } else if first == Ascii.semicolon {
      readComment(bytes, &position, line)
    } else if scanFields(bytes, &position, line) {
      appendJob(line)
    } else {
      Self.skipLine(bytes, &position)
    }
  }

  consuming func finish() -> WorkloadBuilder {
    let processors =
      header.number("MaxProcs", &builder.problems) ?? header.number("MaxNodes", &builder.problems)
    builder.workload.machineProcessors = processors.flatMap { $0 > 0 ? Int($0) : nil }
    if let start = header.number("UnixStartTime", &builder.problems), start > 0 {
      let zone = header.number("TimeZone", &builder.problems) ?? 0
      builder.workload.originWallClock_s = start + zone
    }
    builder.workload.names = .numbers(jobNumbers)
    return builder
  }

  // MARK: Scanning

  /// Reads 18 numbers up to the end of the line; otherwise notes what is wrong.
  @inline(__always)
  private mutating func scanFields(
    _ bytes: Span<UInt8>, _ position: inout Int, _ line: Int
  ) -> Bool {
    var index = 0
    while index < 18 {
      let start = position
      guard let number = scanDecimal(bytes, &position), Self.isFieldEnd(bytes, position) else {
        return noteBadField(bytes, start, index, line)
      }
      record.fields[index] = number
      index += 1
      Self.skipBlanks(bytes, &position)
    }
    guard position < bytes.count else { return true }
    guard bytes[position] == Ascii.newline else {
      let count = 18 + Self.fieldCount(bytes, position)
      builder.problems.error(line: line, .wrongColumnCount(found: count, expected: "18"))
      return false
    }
    position += 1
    return true
  }

  @inline(never)
  private mutating func noteBadField(
    _ bytes: Span<UInt8>, _ start: Int, _ index: Int, _ line: Int
  ) -> Bool {
    if start >= bytes.count || bytes[start] == Ascii.newline {
      builder.problems.error(line: line, .wrongColumnCount(found: index, expected: "18"))
      return false
    }
    var end = start
    while !Self.isFieldEnd(bytes, end) { end += 1 }
    let text = String(decoding: (start..<min(end, start + 40)).map { bytes[$0] }, as: UTF8.self)
    builder.problems.error(
      line: line, key: SWFField(rawValue: index)?.name,
      .wrongType(found: "'\(text)'", expected: "a number"))
    return false
  }

  private mutating func readComment(_ bytes: Span<UInt8>, _ position: inout Int, _ line: Int) {
    let start = position + 1
    Self.skipLine(bytes, &position)
    guard position - start < 1 << 16 else { return }
    let text = TextEncoding.utf8OrLatin1((start..<position).map { bytes[$0] })
    header.append(text, line: line)
  }

  @inline(__always)
  private static func skipBlanks(_ bytes: Span<UInt8>, _ position: inout Int) {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == Ascii.space || byte == Ascii.tab || byte == Ascii.carriageReturn else { return }
      position += 1
    }
  }

  private static func skipLine(_ bytes: Span<UInt8>, _ position: inout Int) {
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == Ascii.newline { return }
    }
  }

  @inline(__always)
  private static func isFieldEnd(_ bytes: Span<UInt8>, _ position: Int) -> Bool {
    guard position < bytes.count else { return true }
    let byte = bytes[position]
    // The same bytes as in `skipBlanks`, or a stray control character would stop all progress.
    return byte == Ascii.space || byte == Ascii.newline || byte == Ascii.tab
      || byte == Ascii.carriageReturn
  }

  private static func fieldCount(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var position = start
    var count = 0
    while position < bytes.count, bytes[position] != Ascii.newline {
      count += 1
      while !isFieldEnd(bytes, position) { position += 1 }
      skipBlanks(bytes, &position)
    }
    return count
  }
}
