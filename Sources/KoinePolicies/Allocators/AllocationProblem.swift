/// What an allocator divides: the time of several kinds of chips, among jobs that run at different
/// speeds on each.
///
/// Jobs are columns, so that an allocator reads what it needs in one pass. Job i holds
/// `accelerators[i]` chips of one kind while it runs.
public struct AllocationProblem: Sendable {
  /// Accelerators of each kind; at least 0.
  public var capacities: [Int]
  /// What an accelerator of each kind costs per hour; only ratios matter.
  public var rents_per_h: [Double]
  /// A number per job, unlike all others and the same in every problem that the job is in.
  public private(set) var names: [Int] = []
  /// Units of work per second on each kind, job by job; 0 where a job cannot run.
  public private(set) var speeds: [Double] = []
  public private(set) var accelerators: [Int] = []
  /// Shares of equal jobs are as their weights.
  public private(set) var weights: [Double] = []
  /// Units of work that are left.
  public private(set) var remaining: [Double] = []
  /// Time since the job arrived.
  public private(set) var elapsed_s: [Double] = []
  /// Time that the work done so far would have taken on an equal part of the cluster
  /// (``ReferenceShares/isolated(_:)``).
  public private(set) var isolated_s: [Double] = []
  /// Time left until the job is due; infinite for jobs that are not.
  public private(set) var due_s: [Double] = []

  public var jobCount: Int { names.count }
  public var kindCount: Int { capacities.count }

  /// - Parameter rents_per_h: One figure per kind, positive; equal if not given.
  public init(capacities: [Int], rents_per_h: [Double]? = nil) {
    self.capacities = capacities
    self.rents_per_h = rents_per_h ?? [Double](repeating: 1, count: capacities.count)
    precondition(self.rents_per_h.count == capacities.count)
  }

  /// What an allocator knows of one job.
  public struct Job: Sendable {
    public var name: Int
    public var speeds: [Double]
    public var accelerators: Int
    public var weight: Double
    public var remaining: Double
    public var elapsed_s: Double
    public var isolated_s: Double
    public var due_s: Double

    public init(
      name: Int, speeds: [Double], accelerators: Int = 1, weight: Double = 1, remaining: Double = 1,
      elapsed_s: Double = 0, isolated_s: Double = 0, due_s: Double = .infinity
    ) {
      self.name = name
      self.speeds = speeds
      self.accelerators = accelerators
      self.weight = weight
      self.remaining = remaining
      self.elapsed_s = elapsed_s
      self.isolated_s = isolated_s
      self.due_s = due_s
    }
  }

  /// Adds a job: speeds for each kind, at least one accelerator, a positive weight.
  ///
  /// A kind that has fewer accelerators than the job needs counts as one on which it cannot run.
  public mutating func add(_ job: Job) {
    precondition(job.speeds.count == kindCount && job.accelerators > 0 && job.weight > 0)
    names.append(job.name)
    for (kind, speed) in job.speeds.enumerated() {
      speeds.append(job.accelerators <= capacities[kind] ? speed : 0)
    }
    accelerators.append(job.accelerators)
    weights.append(job.weight)
    remaining.append(job.remaining)
    elapsed_s.append(job.elapsed_s)
    isolated_s.append(job.isolated_s)
    due_s.append(job.due_s)
  }

  /// How fast a job runs on a kind of chips; 0 where it cannot.
  public func speed(_ job: Int, _ kind: Int) -> Double { speeds[job * kindCount + kind] }

  /// The speeds of one job on each kind.
  public func speeds(of job: Int) -> ArraySlice<Double> {
    speeds[job * kindCount..<(job + 1) * kindCount]
  }

  /// Whether some kind runs the job.
  public func canRun(_ job: Int) -> Bool { speeds(of: job).contains { $0 > 0 } }

  /// The same problem to someone who does not know how fast which job is where: every kind that is
  /// large enough for a job runs it, and all of them at the same speed.
  ///
  /// - Parameter speed: The speed that such a one goes by; that on the first kind which runs the job if
  ///   not given.
  func withoutKinds(speed: Double? = nil) -> AllocationProblem {
    var blind = self
    for job in 0..<jobCount {
      let known = speed ?? speeds(of: job).first { $0 > 0 } ?? 0
      for kind in 0..<kindCount {
        blind.speeds[job * kindCount + kind] = accelerators[job] <= capacities[kind] ? known : 0
      }
    }
    return blind
  }
}
