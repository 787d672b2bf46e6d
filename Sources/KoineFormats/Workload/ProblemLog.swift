/// What readers mend, each for a stated reason. Documented in `docs/workloads.md`.
enum Repair: Int, CaseIterable {
  case noDuration, noProcessors, cancelledBeforeStart, noSubmit, outOfOrder
  case headerIgnored, endsBeforeStart, shareRoundedUp, throughputScaled

  /// The outcome, as it follows the problem in a message.
  var outcome: String {
    switch self {
    case .noDuration, .noProcessors, .noSubmit, .cancelledBeforeStart: "the job is left out"
    case .outOfOrder: "jobs are sorted by time, equal times in file order"
    case .headerIgnored: "the line is ignored"
    case .endsBeforeStart: "the job takes no time"
    case .shareRoundedUp: "rounded up to whole accelerators"
    case .throughputScaled: "the throughput of one GPU times their number is used"
    }
  }
}

/// Problems of one file, in the order found, capped so that a hopeless file stays readable.
struct ProblemLog {
  /// Errors after which reading stops.
  static let errorLimit = 20
  /// Repairs of one kind that are listed before the rest is only counted.
  static let repairLimit = 3

  let file: String
  private(set) var errors: [Diagnostic] = []
  private var repairs: [[Diagnostic]] = Array(repeating: [], count: Repair.allCases.count)
  private var repairCounts = [Int](repeating: 0, count: Repair.allCases.count)

  init(file: String) { self.file = file }

  /// Whether so many errors were found that reading on is pointless.
  var isFull: Bool { errors.count >= Self.errorLimit }

  /// Notes an error; beyond the limit it is dropped, for reading has stopped by then.
  mutating func error(line: Int? = nil, key: String? = nil, _ problem: InputProblem) {
    guard !isFull else { return }
    errors.append(Diagnostic(file: file, line: line, key: key, problem))
  }

  /// Notes a repair; `problem` is only worked out for the first few of a kind.
  mutating func repair(
    _ repair: Repair, line: Int? = nil, key: String?, _ problem: @autoclosure () -> InputProblem
  ) {
    let kind = repair.rawValue
    repairCounts[kind] += 1
    guard repairs[kind].count < Self.repairLimit else { return }
    repairs[kind].append(
      Diagnostic(file: file, line: line, key: key, problem(), repair: repair.outcome))
  }

  /// How many repairs of a kind were made.
  func count(of repair: Repair) -> Int { repairCounts[repair.rawValue] }

  /// All repairs listed, kind by kind, each kind closed by the count of those left out.
  var allRepairs: [Diagnostic] {
    Repair.allCases.flatMap { repair -> [Diagnostic] in
      let listed = repairs[repair.rawValue]
      let more = repairCounts[repair.rawValue] - listed.count
      guard more > 0 else { return listed }
      let rest = Diagnostic(
        file: file, key: listed.last?.key, .further(count: more), repair: repair.outcome)
      return listed + [rest]
    }
  }
}
