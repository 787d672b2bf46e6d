import KoineEngine
import KoineModel
import KoineReports

/// Waiting jobs and accelerators in use at equally spaced instants of a run.
struct TimeSeries {
  private static let points = 100
  private var waiting: [Int]
  private var used_milli: [Int64]
  private let begin: Instant
  private let step: Interval

  /// - Complexity: O(jobs).
  init(_ log: RunLog, _ workload: Workload) {
    begin = log.begin
    step = Interval(nanoseconds: max(1, (log.end - log.begin).nanoseconds / Int64(Self.points)))
    waiting = Array(repeating: 0, count: Self.points + 2)
    used_milli = Array(repeating: 0, count: Self.points + 2)
    for job in 0..<workload.count where log.state[job] != .pending && log.state[job] != .rejected {
      waiting[place(workload.submit[job])] += 1
      guard log.start[job].isReached else { continue }
      let amount = workload.requests[workload.request[job].index].accelerators_milli
      waiting[place(log.start[job])] -= 1
      used_milli[place(log.start[job])] += amount
      if log.finish[job].isReached { used_milli[place(log.finish[job])] -= amount }
    }
    for point in 1..<waiting.count {
      waiting[point] += waiting[point - 1]
      used_milli[point] += used_milli[point - 1]
    }
  }

  /// The first point at or after `time`; what happens after the last point has a place behind it.
  private func place(_ time: Instant) -> Int {
    let distance = max(0, (time - begin).nanoseconds)
    let step = step.nanoseconds
    return Int(min(Int64(Self.points + 1), (distance + step - 1) / step))
  }

  /// Columns `time_s`, `waiting_jobs` and `accelerators_in_use`.
  var json: JSONValue {
    let points = 0...Self.points
    return .object([
      (
        "time_s",
        .array(points.map { .number(begin.seconds + step.seconds * Double($0)) })
      ),
      ("waiting_jobs", .array(points.map { .integer(waiting[$0]) })),
      ("accelerators_in_use", .array(points.map { .number(Double(used_milli[$0]) / 1000) })),
    ])
  }
}
