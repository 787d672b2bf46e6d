import KoineModel

/// What is known of jobs that can be stopped and go on: what they have kept, and how their present
/// attempt stands. Empty in runs without an ``AttemptPlan``.
struct AttemptClock: ~Copyable {
  let isUsed: Bool
  let mostRestarts: Int
  /// By request.
  let costs: Column<AttemptCost>
  /// By ``JobOutcome/history``: the first is that of all jobs which have never been stopped.
  var history: Column<JobHistory>
  private(set) var historyCount: UInt32 = 0
  /// By job: time of ended attempts in which no work was done that counts. Written only where there is
  /// some, so that most of it is never resident.
  var withoutWork_ns: Column<Int64>
  /// By slot of ``RunningJobs``, for jobs that have ``RunningJob/hasProgress``; not used for work that
  /// is counted in units (``JobProgress``).
  var progress: Column<AttemptProgress>
  /// By slot, the key under which ``SchedulerState/preemptible`` has the job.
  var rank: Column<Int64>
  /// Interruptions of the replicas of services.
  var gaps: [RunLog.Gap] = []
  var preemptions = 0
  var restarts = 0
  var resizes = 0
  /// Whether some node has ever been slower than it should be.
  var hasPaces = false
  /// By node; empty where nodes keep their pace for certain.
  var nodePace: Column<NodePace>

  init(_ plan: AttemptPlan?, _ workload: Workload, running: Int, nodes: Int) {
    isUsed = plan != nil
    mostRestarts = plan?.mostRestarts ?? 0
    costs = Column(plan?.costs ?? [])
    precondition(
      plan == nil || plan!.costs.count == workload.requests.count, "a plan of another workload")
    history = Column(zeroed: 1 + (plan == nil ? 0 : workload.count))
    withoutWork_ns = Column(zeroed: plan == nil ? 0 : workload.count)
    progress = Column(zeroed: plan == nil ? 0 : running)
    rank = Column(zeroed: plan == nil ? 0 : running)
    nodePace = Column(repeating: .full, count: plan == nil ? 0 : nodes)
  }

  /// Keeps the history of one more job, and returns its place.
  mutating func open(_ history: JobHistory) -> UInt32 {
    historyCount += 1
    self.history[Int(historyCount)] = history
    return historyCount
  }
}

/// What a job that has been stopped has behind it. Most jobs never are, and cost nothing here.
struct JobHistory: BitwiseCopyable {
  /// Work that no stop has lost, for a job of given duration.
  var kept_ns: Int64 = 0
  /// The same for a job whose work is counted in units.
  var keptUnits = 0.0
  /// Time that ended attempts held accelerators.
  var held_ns: Int64 = 0
  /// The same times the thousandths of an accelerator that each of them held.
  var held_milli_ns = 0.0
  var waited_ns: Int64
  var firstStart: Instant
  /// When the last attempt was stopped.
  var stopped: Instant
  /// Times that it was started.
  var attempts: Int32 = 1
  /// Attempts that the failure of a node ended.
  var failures: Int32 = 0
  /// Whether the last attempt is one of them.
  var hasFailedLast = false
  /// What the user would have said, at its start, that the last attempt takes.
  var expectedSpan: Interval
}

/// Why an attempt ends.
enum AttemptEnd {
  /// The job is done, or its user stops it.
  case done
  /// The policy stops it; it writes a checkpoint in its last moments.
  case preempted
  /// A node failed: what no checkpoint holds is lost.
  case failed
  /// The run ends while the job runs.
  case cutOff

  /// Whether the job may go on later.
  var isStop: Bool { self == .preempted || self == .failed }
}
