import Foundation
import KoineModel

extension RequestTrace {
  /// `TIMESTAMP,ContextTokens,GeneratedTokens`, one request a line.
  static func azure(
    _ table: inout DelimitedTable, file: String
  ) throws(InputError) -> RequestTrace {
    var trace = RequestTrace()
    var problems = RowProblems(file: file)
    while table.next() {
      guard problems.columns(table, expected: 3) else { continue }
      let time = Self.time(table.text(0))
      if time == nil {
        problems.add(
          table.line, "TIMESTAMP", "'\(table.text(0))'", "a time such as 2023-11-16 18:17:03.97996")
      }
      let prompt = problems.number(table, 1, "ContextTokens")
      let output = problems.number(table, 2, "GeneratedTokens")
      guard let time, let prompt, let output else { continue }
      trace.add(at: time, prompt: prompt, output: output)
    }
    try problems.throwIfAny()
    return trace
  }

  /// One JSON object a line: `timestamp` in milliseconds, `input_length` and `output_length`.
  static func mooncake(_ file: ByteFile) throws(InputError) -> RequestTrace {
    var trace = RequestTrace()
    var problems = RowProblems(file: file.path)
    let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      let values = ["timestamp", "input_length", "output_length"].map { key in
        (object?[key] as? NSNumber)?.doubleValue
      }
      guard let time = values[0], let prompt = values[1], let output = values[2],
        values.allSatisfy({ $0! >= 0 && $0! < 1e12 })
      else {
        problems.add(
          index + 1, nil, "no request",
          "an object with timestamp, input_length and output_length")
        continue
      }
      trace.add(at: Interval(seconds: time / 1000), prompt: prompt, output: output)
    }
    try problems.throwIfAny()
    return trace
  }

  /// `client,window_start_s,rate_rps,...`: rates of clients over windows of 600 s, no lengths.
  static func serveGen(
    _ table: inout DelimitedTable, file: String, columns: Int
  ) throws(InputError) -> RequestTrace {
    var trace = RequestTrace()
    trace.hasLengths = false
    var problems = RowProblems(file: file)
    var windows: [Int: Double] = [:]
    while table.next() {
      guard problems.columns(table, expected: columns) else { continue }
      let start = problems.number(table, 1, "window_start_s")
      let rate = problems.number(table, 2, "rate_rps")
      if let start, let rate { windows[Int(start), default: 0] += rate }
    }
    try problems.throwIfAny()
    let length = Interval(seconds: Int64(600))
    for (start, rate) in windows.sorted(by: { $0.key < $1.key }) {
      trace.arrivals.append(
        Arrivals(
          start: Interval(seconds: Int64(start)), length: length, requests: rate * 600))
    }
    return trace
  }

  private mutating func add(at time: Interval, prompt: Double, output: Double) {
    arrivals.append(Arrivals(start: time, length: .zero, requests: 1))
    promptTokens += prompt
    outputTokens += output
  }

  /// Time since 1970-01-01 00:00 of the trace's clock, from `YYYY-MM-DD HH:MM:SS.fraction`.
  private static func time(_ text: String) -> Interval? {
    let parts = text.split(separator: " ")
    guard parts.count == 2 else { return nil }
    let date = parts[0].split(separator: "-").compactMap { Int($0) }
    let clock = parts[1].split(separator: ":")
    guard date.count == 3, clock.count == 3, let hours = Int(clock[0]), let minutes = Int(clock[1]),
      let seconds = Double(yaml: String(clock[2])), (1...12).contains(date[1]),
      (1...31).contains(date[2]), (1970...2200).contains(date[0]), (0...23).contains(hours),
      (0...59).contains(minutes), (0..<61).contains(seconds)
    else { return nil }
    let day = days(date[0], date[1], date[2])
    return Interval(seconds: Int64(day * 86_400 + hours * 3600 + minutes * 60))
      + Interval(seconds: seconds)
  }

  /// Days from 1970-01-01 in the Gregorian calendar (Howard Hinnant, days_from_civil).
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Problems of the rows of a trace; beyond ten they are counted only.
private struct RowProblems {
  let file: String
  var diagnostics: [Diagnostic] = []
  var further = 0

  init(file: String) { self.file = file }

  mutating func add(_ line: Int, _ key: String?, _ found: String, _ expected: String) {
    guard diagnostics.count < 10 else { return further += 1 }
    diagnostics.append(
      Diagnostic(file: file, line: line, key: key, .wrongType(found: found, expected: expected)))
  }

  mutating func columns(_ table: DelimitedTable, expected: Int) -> Bool {
    if table.fields.count == expected { return true }
    if diagnostics.count < 10 {
      diagnostics.append(
        Diagnostic(
          file: file, line: table.line,
          .wrongColumnCount(found: table.fields.count, expected: String(expected))))
    } else {
      further += 1
    }
    return false
  }

  mutating func number(_ table: DelimitedTable, _ column: Int, _ key: String) -> Double? {
    let text = table.text(column)
    if let number = Double(yaml: text), number >= 0, number < 1e12 { return number }
    add(table.line, key, "'\(text)'", "a number of 0 or more")
    return nil
  }

  func throwIfAny() throws(InputError) {
    guard !diagnostics.isEmpty else { return }
    let rest = further == 0 ? [] : [Diagnostic(file: file, .further(count: further))]
    throw InputError(diagnostics + rest)
  }
}
