import KoineModel

/// Reads fault traces: a list of events in JSON or YAML, as StepFun published for InfiniteHBD.
///
/// Each event has `node_id`, `event_time` in days (or `event_time_s` in seconds), `event_type`
/// (`fault_start` or `fault_end`) and, if it likes, `fault_type`, which decides nothing.
public struct FaultTraceReader {
  private enum Kind: String, CaseIterable {
    case start = "fault_start"
    case end = "fault_end"
  }

  private static let keys = ["node_id", "event_time", "event_time_s", "event_type", "fault_type"]
  private static let days = Quantity("days", 0...100_000)
  private static let seconds = Quantity("s", 0...9_000_000_000)

  public init() {}

  /// The trace in the file at `path`.
  ///
  /// - Throws: every event that cannot be understood, with its line, and ends without a beginning.
  public func trace(path: String) throws(InputError) -> FaultTrace {
    try trace(text: try InputText.read(path), file: path)
  }

  /// The trace in `text`; `file` is what messages call it.
  public func trace(text: String, file: String) throws(InputError) -> FaultTrace {
    try trace(try YAMLDocument.parse(text, file: file), file: file)
  }

  func trace(_ root: YAMLValue, file: String) throws(InputError) -> FaultTrace {
    let log = root.log
    var events: [(event: FaultTrace.Event, place: YAMLValue)] = []
    for value in root.list() ?? [] {
      if let event = Self.event(value) { events.append((event, value)) }
    }
    if events.isEmpty && !log.hasErrors { root.report(.empty(what: "faults")) }
    if !log.hasErrors { Self.checkPairs(events) }
    try log.throwIfErrors()
    return FaultTrace(name: file, events: events.map(\.event))
  }

  private static func event(_ value: YAMLValue) -> FaultTrace.Event? {
    guard let fields = value.mapping(known: keys) else { return nil }
    let node = fields.required("node_id")?.name()
    let kind = fields.required("event_type")?.choice("event type", of: Kind.self)
    var time: Double?
    if let place = fields["event_time_s"] {
      time = place.number(seconds)
      if fields["event_time"] != nil {
        place.report(.conflict("cannot stand beside 'event_time'"))
      }
    } else {
      time = fields.required("event_time")?.number(days).map { $0 * 86_400 }
    }
    guard let node, let kind, let time else { return nil }
    return FaultTrace.Event(
      node: node, time: .zero + Interval(seconds: time), isFailure: kind == .start)
  }

  /// Reports ends of faults that never began. Faults that never end are faults that outlast the trace.
  private static func checkPairs(_ events: [(event: FaultTrace.Event, place: YAMLValue)]) {
    let ordered = events.enumerated().sorted { a, b in
      (a.element.event.time, a.element.event.isFailure ? 0 : 1, a.offset)
        < (b.element.event.time, b.element.event.isFailure ? 0 : 1, b.offset)
    }
    var open: [String: Int] = [:]
    for (_, element) in ordered {
      let node = element.event.node
      open[node, default: 0] += element.event.isFailure ? 1 : -1
      if open[node]! < 0 {
        element.place.report(.conflict("ends a fault of '\(node)' that never began"))
        open[node] = 0
      }
    }
  }
}
