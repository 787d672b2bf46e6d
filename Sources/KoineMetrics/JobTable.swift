public import KoineEngine
public import KoineModel

/// What became of each job of a run, row by row: the `--jobs` table before it is written.
public struct JobTable: Sendable {
  private let log: RunLog
  public let workload: Workload
  /// Key of the chip of each pool, empty for pools without accelerators; then those of mixes.
  private let chipOfPool: [String]
  /// What requests for several kinds of chips run on.
  private let mixes: [RequestHandle: ChipMix]
  /// Power of one accelerator of each pool that works, and that is held without work, W.
  private let powerOfPool_w: [Double?]
  private let idlePowerOfPool_w: [Double?]

  /// - Precondition: the log is of this workload on this topology.
  public init(_ log: RunLog, _ workload: Workload, on topology: Topology) {
    precondition(log.state.count == workload.count, "the log is of another workload")
    self.log = log
    self.workload = workload
    let chips = topology.pools.map { topology.nodeType(of: $0).chip }
    var keys = chips.map { $0 == .none ? "" : topology.chips[$0.index].key }
    mixes = ChipMix.all(workload, topology, &keys)
    chipOfPool = keys
    powerOfPool_w = chips.map { $0 == .none ? nil : topology.chips[$0.index].jobPower_w }
    idlePowerOfPool_w = chips.map {
      $0 == .none ? nil : topology.chips[$0.index].heldPower_w
    }
  }

  /// Number of rows: the jobs of the workload, in order of submission.
  public var count: Int { log.state.count }

  /// Keys of chips that rows may name, indexed by `JobRow.pool`.
  public var chipKeys: [String] { chipOfPool }

  /// - Complexity: O(1).
  public subscript(job: Int) -> JobRow {
    let request = workload.requests[workload.request[job].index]
    let hasStarted = log.start[job].isReached
    let hasEnded = hasStarted && log.finish[job].isReached
    let size_milli =
      hasStarted && !log.meanSize_milli.isEmpty
      ? log.meanSize_milli[job] : request.accelerators_milli
    var pool = hasStarted && log.pool[job] != .none ? log.pool[job].index : nil
    var power_w: Double?
    var idlePower_w: Double?
    if let mix = request.parts.isEmpty ? nil : mixes[workload.request[job]] {
      power_w = mix.power_w
      if pool != nil { pool = mix.key }
    } else if let pool, let one_w = powerOfPool_w[pool] {
      let count = Double(size_milli) / 1000
      power_w = count * one_w
      idlePower_w = idlePowerOfPool_w[pool].map { count * $0 }
    }
    var energy_kwh: Double?
    if hasEnded, pool != nil, let power_w {
      let run_s = Double(log.runTime(of: job).nanoseconds) / 1e9
      let idle_s = log.idle.isEmpty ? 0 : log.idle[job].seconds
      // Without an idle power, a replica without load counts as one that works.
      let energy_j = (run_s - idle_s) * power_w + idle_s * (idlePower_w ?? power_w)
      energy_kwh = energy_j / Estimate.joulesPerKilowattHour
    }
    return JobRow(
      submit: workload.submit[job], start: hasStarted ? log.start[job] : nil,
      finish: hasEnded ? log.finish[job] : nil, state: log.state[job],
      accelerators_milli: size_milli, pool: pool, nodes: Int(log.nodes[job]),
      attempts: hasStarted ? log.attempts.isEmpty ? 1 : Int(log.attempts[job]) : 0,
      energy_kwh: energy_kwh, wait: hasStarted ? log.wait(of: job, workload) : nil,
      effectiveTrainingTimeRatio: log.effectiveTrainingTimeRatio(of: job))
  }

  /// Whether jobs could be stopped and go on, so that rows have ratios of effective training time.
  public var hasAttempts: Bool { !log.attempts.isEmpty }
}

/// One row of a ``JobTable``; `nil` for what never happened or is not known.
public struct JobRow: Sendable {
  public var submit: Instant
  public var start: Instant?
  public var finish: Instant?
  public var state: JobState
  /// Thousandths of an accelerator asked for; of a job that changed its size, those that it held on average.
  public var accelerators_milli: Int64
  /// Where ``JobTable/chipKeys`` has what the job ran on: the pool's place, or that of a mix.
  public var pool: Int?
  /// Nodes that the job ran on; 0 if it never ran.
  public var nodes: Int
  /// Times that it was started.
  public var attempts: Int
  public var energy_kwh: Double?
  /// All waits together.
  public var wait: Interval?
  /// 0...1; see ``RunLog/effectiveTrainingTimeRatio(of:)``.
  public var effectiveTrainingTimeRatio: Double?
}
