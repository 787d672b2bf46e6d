public import KoineModel

/// A job on identical processors: all that the definitions speak of. Times are nanoseconds.
public struct ReferenceJob: Sendable {
  public var submit: Int64
  public var duration: Int64
  public var estimate: Int64
  public var processors: Int

  public init(submit: Int64, duration: Int64, estimate: Int64, processors: Int) {
    self.submit = submit
    self.duration = duration
    self.estimate = estimate
    self.processors = processors
  }

  /// The jobs of a workload whose requests are plain numbers of accelerators.
  public static func jobs(of workload: Workload) -> [ReferenceJob] {
    (0..<workload.count).map { index in
      ReferenceJob(
        submit: workload.submit[index].nanoseconds,
        duration: workload.duration[index].nanoseconds,
        estimate: workload.estimate[index].nanoseconds,
        processors: workload.accelerators(of: JobHandle(index)))
    }
  }
}

/// The scheduling disciplines that the literature defines on identical processors.
public enum ReferencePolicy: String, CaseIterable, Sendable {
  case fifo, skip, easy, conservative
}

/// A slow and obvious scheduler of identical processors, written from the definitions alone.
///
/// Plain arrays, everything searched from the start each time, nothing remembered that can be
/// computed again. Sources: Lifka, "The ANL/IBM SP scheduling system", JSSPP 1995 (EASY); Mu'alem
/// and Feitelson, "Utilization, predictability, workloads, and user runtime estimates in scheduling
/// the IBM SP2 with backfilling", IEEE TPDS 12(6), 2001 (EASY and conservative, figures 1 and 2).
///
/// Corner cases, settled here once:
/// - *One instant*: all completions, then all arrivals in the order of the file, then one pass.
/// - *A job that runs no time at all* holds its processors until the pass is over. Its completion
///   makes a second round at the same instant, with a pass of its own.
/// - *A job larger than the machine* is rejected when it arrives and has no further effect.
/// - *A job that outlives its estimate* keeps its processors until it really ends. EASY goes on
///   believing in `start + estimate`, which then lies in the past, as the definition says to the
///   letter. Under conservative backfilling such jobs are not defined.
public struct ReferenceScheduler {
  let jobs: [ReferenceJob]
  let processors: Int
  let policy: ReferencePolicy
  let sweeps: Bool

  var now: Int64 = .min
  var arrived = 0
  /// Waiting jobs, in the order of arrival.
  var waiting: [Int] = []
  var running: [Int] = []
  /// Processors that no running job holds.
  var free: Int
  /// When each job started; `nil` while it has not.
  public internal(set) var start: [Int64?]
  /// When each job that waits is to start, by conservative backfilling.
  var reservation: [Int64?]

  /// - Parameter sweeps: whether conservative backfilling looks for the earliest start in one sweep
  ///   over a sorted profile, which whole traces need, and not by trying out every instant.
  public init(
    _ jobs: [ReferenceJob], processors: Int, policy: ReferencePolicy, sweeps: Bool = false
  ) {
    self.jobs = jobs
    self.sweeps = sweeps
    free = processors
    self.processors = processors
    self.policy = policy
    start = Array(repeating: nil, count: jobs.count)
    reservation = Array(repeating: nil, count: jobs.count)
  }

  /// When each job starts; `nil` for one that is rejected.
  public static func starts(
    of jobs: [ReferenceJob], on processors: Int, by policy: ReferencePolicy, sweeps: Bool = false
  ) -> [Int64?] {
    var scheduler = ReferenceScheduler(
      jobs, processors: processors, policy: policy, sweeps: sweeps)
    scheduler.run()
    return scheduler.start
  }

  /// Runs until nothing is left to happen.
  ///
  /// - Precondition: under conservative backfilling, no job outlives its estimate.
  public mutating func run() {
    precondition(policy != .conservative || jobs.allSatisfy { $0.duration <= $0.estimate })
    while let instant = nextInstant {
      now = instant
      let someEndedEarly = complete()
      if policy == .conservative && someEndedEarly { compress() }
      arrive()
      pass()
    }
    precondition(waiting.isEmpty, "the reference left jobs waiting for ever")
  }

  func end(of job: Int) -> Int64 { start[job]! + jobs[job].duration }

  func expectedEnd(of job: Int) -> Int64 { start[job]! + jobs[job].estimate }

  /// The next completion, arrival, or instant that conservative backfilling has put into its plan.
  private var nextInstant: Int64? {
    var next: Int64? = arrived < jobs.count ? jobs[arrived].submit : nil
    for job in running { next = min(next ?? .max, end(of: job)) }
    if policy == .conservative, let planned = plannedInstants.min() {
      next = min(next ?? .max, planned)
    }
    return next
  }

  /// Takes out all jobs that end now and says whether one of them was expected to run on.
  private mutating func complete() -> Bool {
    let ended = running.filter { end(of: $0) == now }
    if ended.isEmpty { return false }
    running.removeAll { ended.contains($0) }
    free += ended.reduce(0) { $0 + jobs[$1].processors }
    return ended.contains { plannedEnd(of: $0) > now }
  }

  private mutating func arrive() {
    while arrived < jobs.count, jobs[arrived].submit == now {
      if jobs[arrived].processors <= processors {
        waiting.append(arrived)
        if policy == .conservative {
          reservation[arrived] = earliestStart(of: arrived)
        }
      }
      arrived += 1
    }
  }

  private mutating func pass() {
    switch policy {
    case .fifo: startHeads()
    case .skip: startAllThatFit()
    case .easy: startHeads(); backfillBehindHead()
    case .conservative: startReserved()
    }
  }

  mutating func begin(_ job: Int) {
    precondition(jobs[job].processors <= free, "the reference started a job that does not fit")
    waiting.remove(at: waiting.firstIndex(of: job)!)
    running.append(job)
    free -= jobs[job].processors
    start[job] = now
  }
}
