import KoineModel

/// Gavel's traces: tab-separated, without a header, in six layouts that its versions and its
/// successors wrote, told apart by the number of columns.
///
/// Sources: Narayanan et al., OSDI 2020, `parse_trace` of stanford-futuredata/gavel; the layout with
/// a duration is that of Shockwave (Zheng et al., NSDI 2023).
enum GavelFormat: WorkloadFormat {
  /// Where the columns that are read stand; `nil` where a layout has no such column.
  struct Layout {
    var steps: Int
    var scale: Int
    var arrival: Int
    var priority: Int?
    /// By how much of its duration a job may be late, counted from its arrival.
    var slo: Int?
    var duration: Int?
  }

  private static let layouts: [Int: Layout] = [
    6: Layout(steps: 3, scale: 5, arrival: 4),
    7: Layout(steps: 4, scale: 6, arrival: 5),
    9: Layout(steps: 4, scale: 5, arrival: 8, priority: 6, slo: 7),
    10: Layout(steps: 5, scale: 6, arrival: 9, priority: 7, slo: 8),
    11: Layout(steps: 5, scale: 6, arrival: 10, priority: 8, slo: 9),
    12: Layout(steps: 5, scale: 6, arrival: 11, priority: 8, slo: 9, duration: 10),
  ]

  static func recognises(_ head: WorkloadHead) -> Bool {
    guard let first = head.lines.first(where: { !$0.isEmpty }) else { return false }
    let fields = first.split(separator: "\t", omittingEmptySubsequences: false)
    guard let layout = layouts[fields.count] else { return false }
    return [layout.steps, layout.scale, layout.arrival].allSatisfy { Double(fields[$0]) != nil }
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    var table = DelimitedTable(bytes, delimiter: Ascii.tab)
    while !builder.problems.isFull, table.next() {
      guard let layout = layouts[table.fields.count] else {
        builder.problems.error(
          line: table.line,
          .wrongColumnCount(found: table.fields.count, expected: "6, 7, 9, 10, 11 or 12"))
        continue
      }
      GavelRow(table, layout).append(to: &builder)
    }
  }
}

/// One line of a Gavel trace.
struct GavelRow {
  private let table: DelimitedTable
  private let layout: GavelFormat.Layout

  init(_ table: DelimitedTable, _ layout: GavelFormat.Layout) {
    self.table = table
    self.layout = layout
  }

  func append(to builder: inout WorkloadBuilder) {
    guard
      let arrival = number(layout.arrival, "arrival_time", 0...9e9, &builder.problems)?.nano,
      let scale = number(layout.scale, "scale_factor", 1...1e6, &builder.problems)?.whole,
      let duration = duration(gpus: Int(scale), &builder.problems)
    else { return }
    let weight = layout.priority.flatMap { scanNumber(table.bytes.span, in: table.fields[$0]) }
    builder.append(
      submit: Instant(nanoseconds: arrival), duration: duration, estimate: duration,
      request: builder.intern(Request(accelerators: Int32(scale))),
      tenant: builder.tenant("unknown"),
      priority: Int32(clamping: weight?.whole ?? 0),
      deadline: deadline(arrival: Instant(nanoseconds: arrival), duration), line: table.line)
    if builder.workload.measured == nil {
      builder.workload.measured = MeasuredWork(
        chips: GavelThroughputs.Kind.allCases.map(\.chipName))
    }
    let steps = scanNumber(table.bytes.span, in: table.fields[layout.steps])?.value ?? 0
    builder.workload.measured!.append(measuredKind(gpus: Int(scale)), units: steps)
  }

  /// The row of the table of speeds; none for layouts that state durations and for sizes that nobody
  /// measured.
  private func measuredKind(gpus: Int) -> MeasuredWork.Kind? {
    let jobType = table.text(0)
    guard layout.duration == nil, GavelThroughputs.steps_per_s(jobType, gpus: gpus) != nil else {
      return nil
    }
    return MeasuredWork.Kind(
      name: jobType, accelerators: Int32(gpus),
      units_per_s: GavelThroughputs.Kind.allCases.map {
        GavelThroughputs.steps_per_s(jobType, gpus: gpus, on: $0) ?? 0
      })
  }

  /// Arrival and objective times duration, as Gavel's scheduler reckons it; negative objectives are none.
  private func deadline(arrival: Instant, _ duration: Interval) -> Instant {
    guard let slo = layout.slo.flatMap({ scanNumber(table.bytes.span, in: table.fields[$0]) }),
      slo.value > 0
    else { return .never }
    return arrival + Interval(seconds: slo.value * duration.seconds)
  }

  /// The duration in the file, or the steps over the throughput on V100.
  private func duration(gpus: Int, _ problems: inout ProblemLog) -> Interval? {
    if let place = layout.duration {
      return number(place, "duration", 0...9e9, &problems)?.nano.map { Interval(nanoseconds: $0) }
    }
    guard let steps = number(layout.steps, "total_steps", 0...1e15, &problems) else { return nil }
    let jobType = table.text(0)
    if let speed = GavelThroughputs.steps_per_s(jobType, gpus: gpus) {
      return Interval(seconds: steps.value / speed)
    }
    guard let speed = GavelThroughputs.steps_per_s(jobType, gpus: 1) else {
      let known = GavelThroughputs.jobTypes
      problems.error(
        line: table.line, key: "job_type",
        .unknownName(
          kind: "job type", found: String(jobType.prefix(60)),
          nearest: nearestName(to: jobType, among: known)))
      return nil
    }
    problems.repair(
      .throughputScaled, line: table.line, key: "scale_factor",
      .outOfRange(found: "\(gpus)", expected: "a number of GPUs at which \(jobType) was measured"))
    return Interval(seconds: steps.value / (speed * Double(gpus)))
  }

  private func number(
    _ place: Int, _ name: String, _ range: ClosedRange<Double>, _ problems: inout ProblemLog
  ) -> ScannedNumber? {
    guard let number = scanNumber(table.bytes.span, in: table.fields[place]) else {
      problems.error(
        line: table.line, key: name,
        .wrongType(found: "'\(table.text(place).prefix(40))'", expected: "a number"))
      return nil
    }
    if range.contains(number.value) { return number }
    problems.error(
      line: table.line, key: name,
      .outOfRange(
        found: number.text,
        expected: "\(Int64(range.lowerBound)) to \(Int64(range.upperBound))"))
    return nil
  }
}
