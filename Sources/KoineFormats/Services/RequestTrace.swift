public import KoineModel

/// Requests of a trace of inference, summed over spans of time.
///
/// Single requests stay in the file: services are a fluid here.
public struct RequestTrace: Sendable {
  /// Requests that arrive in a span, spread evenly over it; spans of length 0 are single arrivals.
  struct Arrivals {
    var start: Interval
    var length: Interval
    var requests: Double
  }

  /// By time from the first.
  var arrivals: [Arrivals] = []
  /// Sums over all requests, where the trace tells lengths.
  var promptTokens = 0.0
  var outputTokens = 0.0
  var hasLengths = true

  /// Requests in all.
  public var requests: Double { arrivals.reduce(0) { $0 + $1.requests } }

  /// Mean length of a prompt, tokens, at least 1; `nil` where the trace does not tell.
  public var meanPromptTokens: Int? { mean(promptTokens) }

  /// Mean length of an output, tokens, at least 1; `nil` where the trace does not tell.
  public var meanOutputTokens: Int? { mean(outputTokens) }

  private func mean(_ sum: Double) -> Int? {
    guard hasLengths, requests > 0 else { return nil }
    return max(1, Int((sum / requests).rounded()))
  }

  /// Mean rates over equal intervals from the first arrival to the end of the last, requests/s. No
  /// request is lost: the last interval counts whole, though the trace may end inside it.
  ///
  /// - Complexity: O(arrivals + intervals).
  public func rates(interval: Interval) -> [Double] {
    let end = arrivals.map { $0.start.nanoseconds + max(1, $0.length.nanoseconds) }.max() ?? 1
    let width = interval.nanoseconds
    var rates = [Double](repeating: 0, count: Int((end - 1) / width) + 1)
    for arrival in arrivals {
      let start = arrival.start.nanoseconds
      let length = arrival.length.nanoseconds
      var from = start
      repeat {
        let index = Int(from / width)
        let to = min(start + length, Int64(index + 1) * width)
        let share = length == 0 ? 1 : Double(to - from) / Double(length)
        rates[index] += arrival.requests * share / interval.seconds
        from = to
      } while from < start + length
    }
    return rates
  }

  /// Formats of traces that are recognised.
  static let formats = ["azure-llm", "mooncake", "servegen"]

  /// Reads the trace at `path`, plain or gzip: requests of the Azure LLM trace, of Mooncake, or the
  /// clients' rates of ServeGen, told apart by their first line.
  ///
  /// - Throws: that the file cannot be read or is none of them, or where it is broken.
  public static func read(_ path: String) throws(InputError) -> RequestTrace {
    let file = try ByteFile(text: path)
    try file.checkEncoding()
    var trace: RequestTrace
    if file.bytes.first == UInt8(ascii: "{") {
      trace = try mooncake(file)
    } else {
      var table = DelimitedTable(file.bytes)
      guard table.next() else { throw InputError(Diagnostic(file: path, .empty(what: "requests"))) }
      let header = table.fields.indices.map { table.text($0) }
      switch header {
      case ["TIMESTAMP", "ContextTokens", "GeneratedTokens"]:
        trace = try azure(&table, file: path)
      case let names where names.prefix(3) == ["client", "window_start_s", "rate_rps"]:
        trace = try serveGen(&table, file: path, columns: names.count)
      default:
        throw InputError(Diagnostic(file: path, .unknownFormat(known: formats)))
      }
    }
    if trace.arrivals.isEmpty { throw InputError(Diagnostic(file: path, .empty(what: "requests"))) }
    trace.sortFromFirst()
    return trace
  }

  private mutating func sortFromFirst() {
    let first = arrivals.map(\.start).min() ?? .zero
    for index in arrivals.indices { arrivals[index].start = arrivals[index].start - first }
    arrivals.sort { $0.start < $1.start }
  }
}
