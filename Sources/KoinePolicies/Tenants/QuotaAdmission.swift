public import KoineEngine
public import KoineModel

/// Lets jobs enter the line of another policy only while their queue has quota for them.
///
/// A job takes its accelerators from the quota when it enters the line and gives them back when it ends.
/// Queues that would not borrow come first, then the higher priority, then the earlier arrival. A job
/// that fits its queue's own quota while others borrow it stops jobs of theirs, those of least priority
/// that started last first, and of no more of them than it needs. Source: Kueue (admission, reclaim
/// within a cohort, preemption within a queue).
public struct QuotaAdmission<Inner: SchedulingPolicy & ~Copyable>: SchedulingPolicy, ~Copyable {
  var inner: Inner
  let tree: QueueTree
  var quota: QuotaTree
  /// By tenant.
  let queueOfTenant: [Int]
  /// By queue: what a job that asks for more never gets.
  private let most_milli: [Int64]
  /// By queue: jobs that wait for quota, those to be let in first at the end.
  var lines: [[JobHandle]]
  /// By queue: jobs that have quota and have not ended.
  var admitted: [[JobHandle]]
  /// Accelerators, in thousandths, and jobs that each tenant has quota for.
  var tenantUse: [(amount: Int64, jobs: Int)]
  private var hasChanged = false
  /// How many of ``QueueTree/changes`` have happened.
  private var changesDone = 0
  /// By job: when it entered the line, and when it was last let in; both only where some queue puts
  /// jobs back that do not start.
  private var lineTime: [Instant]
  private var letIn: [Instant]
  private var nextTimeout = Instant.never
  /// Jobs stopped so that their queue's cohort gets quota back.
  public internal(set) var reclaimed = 0

  /// - Parameter tree: the queues; a tenant of none of them belongs to the first leaf.
  public init(_ inner: consuming Inner, _ tree: QueueTree, _ workload: Workload) {
    self.inner = inner
    self.tree = tree
    quota = QuotaTree(tree.queues)
    most_milli = tree.mostPerJob_milli
    queueOfTenant = tree.queue(ofTenants: workload.tenantNames)
    lines = Array(repeating: [], count: tree.queues.count)
    admitted = Array(repeating: [], count: tree.queues.count)
    tenantUse = Array(repeating: (0, 0), count: workload.tenantNames.count)
    let putsBack = tree.queues.contains { $0.startWithin != nil }
    lineTime = putsBack ? workload.submit : []
    letIn = Array(repeating: .never, count: putsBack ? workload.count : 0)
  }

  public var tracksRunning: Bool { inner.tracksRunning }
  public var tracksRanks: Bool { inner.tracksRanks }
  public var stopsJobs: Bool { true }
  public var tracksNodes: Bool { inner.tracksNodes }
  public var chipPreference: ChipPreference? { inner.chipPreference }
  public var accounting: TenantAccounting { inner.accounting }
  public var wakeTime: Instant {
    let change = changesDone < tree.changes.count ? tree.changes[changesDone] : .never
    return min(inner.wakeTime, change, nextTimeout)
  }

  public mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    let queue = queue(of: job, state)
    let amount = state.demand(of: job).accelerators_milli
    if amount > most_milli[queue] { return state.reject(job) }
    state.holdBack(job)
    enterLine(job, of: queue, state)
    hasChanged = true
  }

  public mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {
    giveBack(job, state)
    hasChanged = true
    inner.jobEnded(job, &state)
  }

  public mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) {
    let queue = queue(of: job, state)
    if let place = lines[queue].firstIndex(of: job) {
      lines[queue].remove(at: place)
      return
    }
    giveBack(job, state)
    hasChanged = true
    inner.jobWithdrawn(job, &state)
  }

  public mutating func endsAreDone(_ state: inout SchedulerState) { inner.endsAreDone(&state) }

  public mutating func pass(_ state: inout SchedulerState) {
    applyReservations(state)
    putBack(&state)
    if hasChanged {
      hasChanged = false
      admit(&state)
      while reclaim(&state) { admit(&state) }
    }
    inner.pass(&state)
    if !letIn.isEmpty { nextTimeout = firstTimeout(state) }
  }

  // MARK: Time

  /// Takes over guarantees that a reservation has changed.
  private mutating func applyReservations(_ state: borrowing SchedulerState) {
    var isDue = false
    while changesDone < tree.changes.count, tree.changes[changesDone] <= state.now {
      changesDone += 1
      isDue = true
    }
    guard isDue else { return }
    quota = QuotaTree(tree.at(state.now))
    for queue in admitted.indices {
      for job in admitted[queue] { quota.add(state.demand(of: job).accelerators_milli, to: queue) }
    }
    hasChanged = true
  }

  /// Puts jobs that were let in and have not started in time at the end of their queue's line.
  ///
  /// Source: Kueue's `waitForPodsReady`, which requeues by the time of the eviction.
  private mutating func putBack(_ state: inout SchedulerState) {
    guard nextTimeout <= state.now else { return }
    for queue in admitted.indices {
      guard let limit = tree.queues[queue].startWithin else { continue }
      var late: [JobHandle] = []
      for job in admitted[queue]
      where !state.isRunning(job) && letIn[job.index] + limit <= state.now { late.append(job) }
      for job in late {
        giveBack(job, state)
        inner.jobWithdrawn(job, &state)
        state.holdBackAgain(job)
        lineTime[job.index] = state.now
        enterLine(job, of: queue, state)
        hasChanged = true
      }
    }
  }

  /// When the next job will have waited too long for its start; never while nothing runs, since what
  /// then keeps a job from starting is no other job.
  private func firstTimeout(_ state: borrowing SchedulerState) -> Instant {
    var first = Instant.never
    var runs = false
    for queue in admitted.indices {
      for job in admitted[queue] {
        if state.isRunning(job) {
          runs = true
        } else if let limit = tree.queues[queue].startWithin {
          first = min(first, letIn[job.index] + limit)
        }
      }
    }
    return runs ? first : .never
  }

  // MARK: Quota

  func queue(of job: JobHandle, _ state: borrowing SchedulerState) -> Int {
    queueOfTenant[state.workload.tenant[job.index].index]
  }

  /// Whether `a` is let in before `b`, of one queue.
  func comesBefore(
    _ a: JobHandle, _ b: JobHandle, _ state: borrowing SchedulerState
  ) -> Bool {
    let (p, q) = (state.workload.priority[a.index], state.workload.priority[b.index])
    if p != q { return p > q }
    if !lineTime.isEmpty, lineTime[a.index] != lineTime[b.index] {
      return lineTime[a.index] < lineTime[b.index]
    }
    return a < b
  }

  /// Puts a job in its place among those that wait for quota: the last of the line goes in first.
  mutating func enterLine(_ job: JobHandle, of queue: Int, _ state: borrowing SchedulerState) {
    var low = 0
    var high = lines[queue].count
    while low < high {
      let middle = (low + high) / 2
      if comesBefore(job, lines[queue][middle], state) { low = middle + 1 } else { high = middle }
    }
    lines[queue].insert(job, at: low)
  }

  mutating func take(_ job: JobHandle, _ state: borrowing SchedulerState) {
    let queue = queue(of: job, state)
    let amount = state.demand(of: job).accelerators_milli
    quota.add(amount, to: queue)
    admitted[queue].append(job)
    let tenant = state.workload.tenant[job.index].index
    tenantUse[tenant].amount += amount
    tenantUse[tenant].jobs += 1
  }

  mutating func giveBack(_ job: JobHandle, _ state: borrowing SchedulerState) {
    let queue = queue(of: job, state)
    let amount = state.demand(of: job).accelerators_milli
    quota.remove(amount, from: queue)
    admitted[queue].remove(at: admitted[queue].firstIndex(of: job)!)
    let tenant = state.workload.tenant[job.index].index
    tenantUse[tenant].amount -= amount
    tenantUse[tenant].jobs -= 1
  }

  /// Whether the tenant's own limits leave room for the job.
  func isWithinLimits(_ job: JobHandle, _ state: borrowing SchedulerState) -> Bool {
    let queue = tree.queues[queue(of: job, state)]
    let use = tenantUse[state.workload.tenant[job.index].index]
    if let most = queue.tenantJobs, use.jobs >= most { return false }
    guard let most = queue.tenantAccelerators else { return true }
    return use.amount + state.demand(of: job).accelerators_milli <= Int64(most) * 1000
  }

  /// Lets in whoever has quota now.
  private mutating func admit(_ state: inout SchedulerState) {
    while let (queue, place) = next(state) {
      let job = lines[queue].remove(at: place)
      take(job, state)
      state.letIn(job)
      if !letIn.isEmpty { letIn[job.index] = state.now }
      inner.jobArrived(job, &state)
    }
  }

  /// The job to be let in next.
  private func next(_ state: borrowing SchedulerState) -> (queue: Int, place: Int)? {
    var best: (queue: Int, place: Int)?
    for queue in lines.indices {
      guard let place = firstWithQuota(of: queue, state) else { continue }
      guard let other = best else {
        best = (queue, place)
        continue
      }
      let (a, b) = (lines[queue][place], lines[other.queue][other.place])
      let borrows = (
        quota.borrows(queue, with: state.demand(of: a).accelerators_milli),
        quota.borrows(other.queue, with: state.demand(of: b).accelerators_milli)
      )
      let isBetter = borrows.0 != borrows.1 ? !borrows.0 : comesBefore(a, b, state)
      if isBetter { best = (queue, place) }
    }
    return best
  }

  private func firstWithQuota(of queue: Int, _ state: borrowing SchedulerState) -> Int? {
    let available = quota.available(queue)
    for place in lines[queue].indices.reversed() {
      let job = lines[queue][place]
      if state.demand(of: job).accelerators_milli <= available, isWithinLimits(job, state) {
        return place
      }
      if tree.queues[queue].discipline == .strict { return nil }
    }
    return nil
  }
}
