public import KoineEngine
public import KoineModel

/// Discretised least attained service in two dimensions: a few queues by accelerator-seconds attained,
/// in each queue by arrival there, and nobody stops for one of the same queue.
///
/// A new job enters the first queue and moves down when its service reaches a queue's limit. One that
/// has waited for longer than a multiple of the time that it ran begins anew in the first queue, if that
/// is asked for. Source: Gu and others, "Tiresias: a GPU cluster manager for distributed deep
/// learning", NSDI 2019, 3.2; the limits are those of its published simulator.
public struct Tiresias: Order {
  private static let firstLimit_s = PolicyParameter.number(
    "first_limit_s", in: 1...1e9, default: 3250, unit: "accelerator-seconds",
    scale: .logarithmic, "service at which a job leaves the first queue")
  private static let secondLimit_s = PolicyParameter.number(
    "second_limit_s", in: 1...1e9, default: 7200, unit: "accelerator-seconds",
    scale: .logarithmic, "service at which a job leaves the second queue")
  private static let queues = PolicyParameter.integer(
    "queues", in: 2...3, default: 3, "number of queues; two have only the first limit")
  static let parameters = [queues, firstLimit_s, secondLimit_s]

  /// Limits in ascending order, accelerator-seconds.
  private let limits_s: [Double]

  /// - Parameter values: of what the order declares.
  public init(_ values: ParameterValues) {
    let first = values.number(Self.firstLimit_s)
    let second = max(first, values.number(Self.secondLimit_s))
    limits_s = values.integer(Self.queues) == 2 ? [first] : [first, second]
  }

  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let queue = queue(of: state.service_s(of: job))
    let since = entered(queue, job, state) - state.workload.submit[0]
    // Two centuries in microseconds fill 53 bits.
    let place = min(max(since.nanoseconds, 0) / 1000, 1 << 53 - 1)
    let waits: Int64 = state.isRunning(job) ? 0 : 1
    return Int64(queue) << 60 | waits << 59 | place
  }

  /// When a running job reaches the limit of its queue.
  public func nextChange(of job: JobHandle, in state: borrowing SchedulerState) -> Instant {
    let service_s = state.service_s(of: job)
    let queue = queue(of: service_s)
    if queue == limits_s.count { return .never }
    let size = Double(state.demand(of: job).accelerators_milli) / 1000
    if size == 0 { return .never }
    let left_ns = ((limits_s[queue] - service_s) / size * 1e9).rounded(.up)
    return state.now + Interval(nanoseconds: max(1, Int64(min(left_ns, 4e18))))
  }

  private func queue(of service_s: Double) -> Int {
    // A billionth of slack: a limit that is reached to the nanosecond has been reached.
    var queue = 0
    while queue < limits_s.count && service_s * (1 + 1e-12) + 1e-9 >= limits_s[queue] {
      queue += 1
    }
    return queue
  }

  /// When a job came to the end of its queue: when it last stopped, or reached the limit before.
  private func entered(
    _ queue: Int, _ job: JobHandle, _ state: borrowing SchedulerState
  ) -> Instant {
    let before = state.waitedSince(job)
    guard queue > 0, state.isRunning(job) else { return before }
    let size = Double(state.demand(of: job).accelerators_milli) / 1000
    let since_ns = ((state.service_s(of: job) - limits_s[queue - 1]) / size * 1e9).rounded()
    return max(before, Instant(nanoseconds: state.now.nanoseconds - Int64(since_ns)))
  }
}
