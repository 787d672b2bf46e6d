public import KoineModel

/// What happened in one run: the only thing that metrics and reports see of it.
///
/// Job columns are indexed by job handle and as long as the workload.
public struct RunLog: Sendable {
  public var state: [JobState]
  /// When the job started for the first time, or ``Instant/never``.
  public var start: [Instant]
  /// When the job ended, or ``Instant/never``.
  public var finish: [Instant]
  /// The pool that the job ran in (the first of them, if several of one chip), or ``Handle/none``.
  public var pool: [PoolHandle]
  /// Nodes that the job ran on; 0 if it never ran.
  public var nodes: [Int32]
  public var ledger: Ledger
  /// The first submission, where the ledger begins.
  public var begin: Instant
  /// The last event, or the time at which the run was cut off.
  public var end: Instant
  /// Finishes and arrivals applied.
  public var events: Int
  /// Jobs started.
  public var decisions: Int
  /// FNV-1a over the (time, job, accelerators) of every start, in order.
  public var decisionHash: UInt64
  /// Times that the circuits of an optical supernode were set for a job.
  public var circuitSettings = 0
  /// Times that a node went down.
  public var nodeFailures = 0
  /// Times that the policy stopped a job, and that a job went on after the failure of a node.
  public var preemptions = 0
  public var restarts = 0
  /// Times that a running job was stopped to go on with more or fewer accelerators.
  public var resizes = 0
  /// Times that a running job went on at once on other nodes.
  public var migrations = 0
  /// Times that each job was started; empty in a run whose jobs cannot go on after a stop, as are the
  /// next three.
  public var attempts: [Int32] = []
  /// Time that each job waited up to its last start: all of its waits together.
  public var waited: [Interval] = []
  /// Time for which each job held its accelerators, in all attempts together.
  public var held: [Interval] = []
  /// The part of it in which work went on that no stop has taken back.
  public var working: [Interval] = []
  /// Thousandths of an accelerator that each job held, on average over the time in which it held any; empty
  /// in a run whose jobs keep their size.
  public var meanSize_milli: [Int64] = []
  /// Time for which each replica of a service had no load; empty in runs without services.
  public var idle: [Interval] = []
  /// The request that each job ran by last; empty in a run whose jobs could not be split.
  public var ranBy: [RequestHandle] = []
  /// When replicas of services were interrupted, in the order in which that ended.
  public var gaps: [Gap] = []

  /// What an allocator of shares did; `nil` in runs without one.
  public var allocation: AllocationCounts?

  /// A log in which none of `jobs` jobs has been submitted yet.
  init(
    jobs count: Int, ledger: Ledger, begin: Instant, end: Instant, events: Int, decisions: Int,
    decisionHash: UInt64
  ) {
    self.init(
      state: Array(repeating: .pending, count: count),
      start: Array(repeating: .never, count: count),
      finish: Array(repeating: .never, count: count),
      pool: Array(repeating: .none, count: count), nodes: Array(repeating: 0, count: count),
      ledger: ledger, begin: begin, end: end, events: events, decisions: decisions,
      decisionHash: decisionHash)
  }

  public init(
    state: [JobState], start: [Instant], finish: [Instant], pool: [PoolHandle], nodes: [Int32],
    ledger: Ledger, begin: Instant, end: Instant, events: Int, decisions: Int,
    decisionHash: UInt64
  ) {
    self.state = state
    self.start = start
    self.finish = finish
    self.pool = pool
    self.nodes = nodes
    self.ledger = ledger
    self.begin = begin
    self.end = end
    self.events = events
    self.decisions = decisions
    self.decisionHash = decisionHash
  }
}

/// How often shares of time were computed, and how often they could not be had.
public struct AllocationCounts: Hashable, Sendable {
  /// Times that shares were set.
  public var allocations: Int
  /// Linear programs solved for them.
  public var programs: Int
  /// Allocations, or due times, that could not be had and were replaced as documented.
  public var fallbacks: Int

  public init(allocations: Int, programs: Int, fallbacks: Int) {
    self.allocations = allocations
    self.programs = programs
    self.fallbacks = fallbacks
  }
}
