import KoineModel

/// What is known of jobs that can be stopped and go on: what they have kept, and how their present
/// attempt stands. Empty in runs without an ``AttemptPlan``.
struct AttemptClock: ~Copyable {
  let isUsed: Bool
  let mostRestarts: Int
  /// By request.
  let costs: Column<AttemptCost>
  /// By job.
  var history: Column<JobHistory>
  /// By slot of ``RunningJobs``.
  var current: Column<Attempt>
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
    history = Column(zeroed: plan == nil ? 0 : workload.count)
    current = Column(zeroed: plan == nil ? 0 : running)
    nodePace = Column(repeating: .full, count: plan == nil ? 0 : nodes)
  }
}

/// What a job has behind it.
struct JobHistory: BitwiseCopyable {
  /// Work that no stop has lost, for a job of given duration.
  var kept_ns: Int64
  /// The same for a job whose work is counted in units.
  var keptUnits: Double
  /// Time that ended attempts held accelerators.
  var held_ns: Int64
  var waited_ns: Int64
  var firstStart: Instant
  /// When the last attempt was stopped.
  var stopped: Instant
  var attempts: Int32
  /// Attempts that the failure of a node ended.
  var failures: Int32
  /// Time of ended attempts in which work was done that no stop has taken back.
  var working_ns: Int64
  /// What the user would have said, at its start, that the last attempt takes.
  var expectedSpan: Interval
}

/// A job's present attempt.
struct Attempt: BitwiseCopyable {
  /// Not used for a job whose work is counted in units: see ``JobProgress``.
  var progress: AttemptProgress
  /// The key under which ``SchedulerState/running`` has the job.
  var expectedEnd: Int64
  /// The key under which ``SchedulerState/preemptible`` has the job.
  var rank: Int64
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
}
