#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One figure of a benchmark, under the names that tools rely on.
struct Measurement {
  var name: String
  var accelerators: Int
  var jobs: Int
  var seconds: Double
  var events: Int
  /// Time of the bare loop over the same jobs, in the same process; 0 where there is none.
  var bareLoop_s: Double
  var decisionHash: UInt64

  var jobsPerSecond: Double { Double(jobs) / seconds }
  var nanosecondsPerEvent: Double { seconds * 1e9 / Double(max(events, 1)) }
  var bareLoopRatio: Double { bareLoop_s > 0 ? seconds / bareLoop_s : 0 }

  /// Peak resident memory of this process so far, MB (10⁶ bytes).
  static var peakMemory_mb: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e6
  }

  static let header =
    "name             accelerators      jobs   jobs/s  ns/event  x bare loop  peak MB  decision hash"

  var row: String {
    [
      name.padded(to: 16), String(accelerators).leftPadded(to: 13), String(jobs).leftPadded(to: 9),
      (jobsPerSecond / 1e6).fixed(2).leftPadded(to: 7) + "M",
      nanosecondsPerEvent.fixed(0).leftPadded(to: 9),
      bareLoopRatio.fixed(2).leftPadded(to: 12), Self.peakMemory_mb.fixed(0).leftPadded(to: 8),
      String(decisionHash, radix: 16).leftPadded(to: 16),
    ].joined(separator: " ")
  }

  var json: String {
    """
    {"name":"\(name)","accelerators":\(accelerators),"jobs":\(jobs),\
    "jobs_per_s":\(jobsPerSecond.fixed(0)),"ns_per_event":\(nanosecondsPerEvent.fixed(1)),\
    "bare_loop_ratio":\(bareLoopRatio.fixed(3)),"peak_memory_mb":\(Self.peakMemory_mb.fixed(1)),\
    "decision_hash":"\(String(decisionHash, radix: 16).leftPadded(to: 16, with: "0"))"}
    """
  }
}

/// Processor time that `body` takes, s: it has one thread and waits for nothing, and on a busy machine
/// the wall clock would measure the others.
func time<Result>(_ body: () throws -> Result) rethrows -> (seconds: Double, result: Result) {
  let start = processorTime_s
  let result = try body()
  return (processorTime_s - start, result)
}

private var processorTime_s: Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  func leftPadded(to width: Int, with character: Character = " ") -> String {
    String(repeating: character, count: max(0, width - count)) + self
  }
}

extension Double {
  func fixed(_ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int64((self * scale).rounded())
    if digits == 0 { return String(scaled) }
    let text = String(abs(scaled)).leftPadded(to: digits + 1, with: "0")
    return (scaled < 0 ? "-" : "") + text.dropLast(digits) + "." + text.suffix(digits)
  }
}
