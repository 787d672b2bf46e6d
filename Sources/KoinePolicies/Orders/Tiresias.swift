public import KoineEngine
public import KoineModel

/// Discretised least attained service in two dimensions: a few queues by accelerator-seconds attained,
/// and in each queue a line.
///
/// A new job stands at the end of the first queue; when its service reaches the queue's limit, it goes to
/// the end of the next. Whoever runs stands before whoever waits in the same queue, so that nobody stops
/// for one of the same queue. Source: Gu and others, "Tiresias: a GPU cluster manager for distributed
/// deep learning", NSDI 2019, 3.2; limits and lines as in its published simulator
/// (SymbioticLab/Tiresias, `dlas_sim_jobs`).
public struct Tiresias: Order {
  private static let queues = PolicyParameter.integer(
    "queues", in: 2...3, default: 3, "number of queues; two have only the first limit")
  private static let firstLimit_s = PolicyParameter.number(
    "first_limit_s", in: 1...1e9, default: 3250, unit: "accelerator-seconds",
    scale: .logarithmic, "service at which a job leaves the first queue")
  private static let secondLimit_s = PolicyParameter.number(
    "second_limit_s", in: 1...1e9, default: 7200, unit: "accelerator-seconds",
    scale: .logarithmic, "service at which a job leaves the second queue")
  private static let checks = PolicyParameter.choice(
    "checks", among: ["published", "exact"], default: "published",
    "when a limit is noticed: as by the published simulator, or when it is reached")
  static let parameters = [queues, firstLimit_s, secondLimit_s, checks]

  /// Limits in ascending order, accelerator-seconds.
  private let limits_s: [Double]
  private let isExact: Bool
  private let lines: TiresiasLines

  /// - Parameter values: of what the order declares.
  public init(_ values: ParameterValues, _ workload: Workload) {
    let first = values.number(Self.firstLimit_s)
    let second = max(first, values.number(Self.secondLimit_s))
    limits_s = values.integer(Self.queues) == 2 ? [first] : [first, second]
    isExact = values.choice(Self.checks) == "exact"
    lines = TiresiasLines(jobs: workload.count)
  }

  public var isDynamic: Bool { true }
  public var watchesRunning: Bool { true }

  public func passBegins(_ state: borrowing SchedulerState) {
    lines.putRunningFirst(state)
    lines.appendArrivals(state)
    lines.demote(state) { queue, job, state in
      queue < limits_s.count && hasReached(limits_s[queue], state.service_s(of: job))
    }
  }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    Int64(lines.queue[job.index]) << 56 | lines.number[job.index]
  }

  /// When a running job may reach the limit of its queue.
  ///
  /// The published simulator divides what is left by the accelerators without having multiplied the time
  /// that is gone by them, and so looks late at jobs of several accelerators. It knows no shares of one,
  /// for which that would be early, and again and again: they are looked at when the limit is reached.
  public func nextChange(of job: JobHandle, in state: borrowing SchedulerState) -> Instant {
    let queue = Int(lines.queue[job.index])
    let size = Double(state.demand(of: job).accelerators_milli) / 1000
    guard queue < limits_s.count, size > 0 else { return .never }
    let held_s = state.held(by: job).seconds
    let left_s =
      isExact || size < 1
      ? limits_s[queue] / size - held_s : ((limits_s[queue] - held_s) / size).rounded(.up)
    let left_ns = (left_s * 1e9).rounded(.up)
    return state.now + Interval(nanoseconds: max(1, Int64(min(left_ns, 4e18))))
  }

  /// A limit that is reached to the nanosecond has been reached, whatever the rounding.
  private func hasReached(_ limit_s: Double, _ service_s: Double) -> Bool {
    service_s * (1 + 1e-12) + 1e-9 >= limit_s
  }
}

/// Who stands where in the queues of ``Tiresias``.
///
/// A class, so that an order, which cannot be changed while it is asked for keys, can keep it. Its lists
/// have room for all jobs from the beginning: no pass allocates.
private final class TiresiasLines {
  /// By job: its queue, and its number in the line of that queue; 0 for one that has not come yet.
  private(set) var queue: [UInt8]
  private(set) var number: [Int64]
  private var last: Int64 = 0
  /// Jobs that are there, as they arrived, and by their numbers.
  private var jobs: [JobHandle] = []
  private var line: [JobHandle] = []
  private var scratch: [JobHandle] = []

  init(jobs count: Int) {
    queue = Array(repeating: 0, count: count)
    number = Array(repeating: 0, count: count)
    jobs.reserveCapacity(count)
    line.reserveCapacity(count)
    scratch.reserveCapacity(count)
  }

  /// Lets whoever runs since the last pass step before whoever waits, and forgets who has ended.
  ///
  /// - Complexity: O(n) for n jobs.
  func putRunningFirst(_ state: borrowing SchedulerState) {
    scratch.removeAll(keepingCapacity: true)
    for index in 0..<jobs.count where state.isRunning(jobs[index]) || state.isWaiting(jobs[index]) {
      scratch.append(jobs[index])
    }
    swap(&jobs, &scratch)
    scratch.removeAll(keepingCapacity: true)
    for index in 0..<line.count where state.isRunning(line[index]) { step(line[index]) }
    for index in 0..<line.count where state.isWaiting(line[index]) { step(line[index]) }
    swap(&line, &scratch)
  }

  /// Gives numbers to the jobs that have come since the last pass, by arrival.
  func appendArrivals(_ state: borrowing SchedulerState) {
    scratch.removeAll(keepingCapacity: true)
    forEach(true, state) { job in if number[job.index] == 0 { insertByArrival(job) } }
    forEach(false, state) { job in if number[job.index] == 0 { insertByArrival(job) } }
    for index in 0..<scratch.count {
      let job = scratch[index]
      renumber(job)
      jobs.append(job)
      line.append(job)
    }
  }

  /// Lists hold new jobs by arrival, so that one nearly always belongs at the end.
  private func insertByArrival(_ job: JobHandle) {
    scratch.append(job)
    var place = scratch.count - 1
    while place > 0 && job < scratch[place - 1] {
      scratch[place] = scratch[place - 1]
      place -= 1
    }
    scratch[place] = job
  }

  /// Sends the running jobs that have reached a limit to the end of the next queue.
  func demote(
    _ state: borrowing SchedulerState,
    _ hasReached: (Int, JobHandle, borrowing SchedulerState) -> Bool
  ) {
    let before = last
    for index in 0..<jobs.count {
      let job = jobs[index]
      guard state.isRunning(job), hasReached(Int(queue[job.index]), job, state) else { continue }
      queue[job.index] += 1
      renumber(job)
    }
    if last == before { return }
    scratch.removeAll(keepingCapacity: true)
    for index in 0..<line.count where number[line[index].index] <= before {
      scratch.append(line[index])
    }
    for index in 0..<jobs.count where number[jobs[index].index] > before {
      scratch.append(jobs[index])
    }
    swap(&line, &scratch)
  }

  private func step(_ job: JobHandle) {
    renumber(job)
    scratch.append(job)
  }

  private func renumber(_ job: JobHandle) {
    last += 1
    number[job.index] = last
  }

  private func forEach(
    _ waits: Bool, _ state: borrowing SchedulerState, _ body: (JobHandle) -> Void
  ) {
    if waits {
      var position = state.waiting.isEmpty ? nil : Optional(state.waiting.first)
      while let here = position {
        body(state.waiting.job(at: here))
        position = state.waiting.next(after: here)
      }
    } else {
      var position = state.preemptible.isEmpty ? nil : Optional(state.preemptible.first)
      while let here = position {
        body(state.preemptible.job(at: here))
        position = state.preemptible.next(after: here)
      }
    }
  }
}
