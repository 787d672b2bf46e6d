import KoineModel

/// Standard Workload Format 2.2.
///
/// Source: Feitelson, "The Standard Workload Format", Parallel Workloads Archive; what Koine makes
/// of each field stands in `docs/workloads.md`.
enum SWFFormat: WorkloadFormat {
  static func recognises(_ head: WorkloadHead) -> Bool {
    for line in head.lines {
      if line.hasPrefix(";") { return true }
      let fields = line.split(whereSeparator: \.isWhitespace)
      if fields.isEmpty { continue }
      return fields.count == SWFField.allCases.count && fields.allSatisfy { Double($0) != nil }
    }
    return false
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    let span = bytes.span
    var reading = SWFReading(builder: builder, expectedJobs: bytes.count / 45)
    var position = 0
    var line = 0
    while position < span.count, !reading.builder.problems.isFull {
      line += 1
      reading.readLine(span, &position, line)
    }
    builder = reading.finish()
  }
}

/// The 18 fields of a job, in file order.
enum SWFField: Int, CaseIterable {
  case job, submit, wait, run, usedProcessors, usedCPU, usedMemory, requestedProcessors
  case requestedTime, requestedMemory, status, user, group, application, queue, partition
  case previousJob, thinkTime

  /// The name used in messages.
  var name: String {
    switch self {
    case .job: "job"
    case .submit: "submit_time"
    case .wait: "wait_time"
    case .run: "run_time"
    case .usedProcessors: "allocated_processors"
    case .usedCPU: "average_cpu_time"
    case .usedMemory: "used_memory"
    case .requestedProcessors: "requested_processors"
    case .requestedTime: "requested_time"
    case .requestedMemory: "requested_memory"
    case .status: "status"
    case .user: "user"
    case .group: "group"
    case .application: "executable"
    case .queue: "queue"
    case .partition: "partition"
    case .previousJob: "preceding_job"
    case .thinkTime: "think_time"
    }
  }
}

/// One line of the file: 18 numbers.
struct SWFRecord {
  var fields = InlineArray<18, ScannedNumber>(repeating: ScannedNumber(whole: -1, fraction_nano: 0))

  subscript(field: SWFField) -> ScannedNumber { fields[field.rawValue] }
}
