public import KoineEngine
public import KoineModel

/// Nobody is ever stopped: where the first waiting job finds no place although enough accelerators are
/// free, running jobs move together and make one.
///
/// The jobs on the node that is the cheapest to clear go on elsewhere, at the cost of a checkpoint and
/// a restart each, unless that exceeds what the waiting job is worth. Source: Xiao and others,
/// "Gandiva: Introspective Cluster Scheduling for Deep Learning", OSDI 2018, which clears the server
/// with most free accelerators; here it is done when somebody needs it.
public struct Defragment: Preemption {
  private static let mostCost = PolicyParameter.number(
    "most_cost", in: 0...10, default: 0.1,
    "accelerator-time that moves for one job may cost, in parts of what it is expected to use")
  private static let mostMoves = PolicyParameter.integer(
    "most_moves", in: 1...MoveLimits.largestCount, default: 8, unit: "jobs", scale: .logarithmic,
    "how many jobs may move for one")
  private static let leastRun_s = PolicyParameter.number(
    "least_run_s", in: 0...86_400, default: 300, unit: "s",
    "how long a job must have run since its last start or move before it moves")
  static let parameters = [mostCost, mostMoves, leastRun_s]

  private let limits: MoveLimits
  /// The first job in line as it was last looked at in vain, and how much had been given back then.
  private var blocked = JobHandle.none
  private var releaseCount: UInt32 = 0
  private var next = Instant.never

  public init(_ limits: MoveLimits) { self.limits = limits }

  /// - Parameter values: of what the preemption declares.
  public init(_ values: ParameterValues) {
    self.init(
      MoveLimits(
        mostMoves: values.integer(Self.mostMoves), mostCost: values.number(Self.mostCost),
        leastRun: Interval(seconds: values.number(Self.leastRun_s))))
  }

  public var stopsJobs: Bool { true }

  /// When the next job has run for long enough to move.
  public var wakeTime: Instant { next }

  public mutating func nobodyWaits() { next = .never }

  public mutating func pass<O: Order, P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ order: borrowing O, _ placement: inout P, isStrict: Bool
  ) -> Bool {
    if order.isDynamic { state.rerank(by: order) }
    if !order.changesWithStarts {
      while moveForFirst(&state, &placement) {}
      return true
    }
    repeat {
      state.startOneByOne(by: order, with: &placement, isStrict: isStrict)
    } while moveForFirst(&state, &placement)
    return true
  }

  /// Starts jobs in their order until one cannot start, and that one if others can move for it;
  /// whether they have.
  private mutating func moveForFirst<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P
  ) -> Bool {
    var position = state.waiting.isEmpty ? nil : Optional(state.waiting.first)
    while let here = position {
      if state.start(at: &position, with: &placement) { continue }
      let job = state.waiting.job(at: here)
      let isKnown = job == blocked && state.releaseCount == releaseCount && state.now < next
      if isKnown { return false }
      if state.start(at: &position, movingOthers: &placement, within: limits) { return true }
      blocked = job
      releaseCount = state.releaseCount
      next = state.couldFitElsewise(job) ? state.nextMovable(limits) : .never
      return false
    }
    next = .never
    return false
  }
}
