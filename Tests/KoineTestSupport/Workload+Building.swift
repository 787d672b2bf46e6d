public import KoineModel

/// One job in whole seconds, as a test wants to write it down.
public struct JobSketch: Sendable {
  public var submit: Int
  public var duration: Int
  public var estimate: Int
  public var request: Request
  public var priority: Int32 = 0
  public var ending: JobEnding = .completes

  /// A job that asks for nothing but accelerators; `estimate` is `duration` unless given.
  public init(
    at submit: Int, runs duration: Int, estimate: Int? = nil, on accelerators: Int,
    priority: Int32 = 0, ending: JobEnding = .completes
  ) {
    self.init(
      at: submit, runs: duration, estimate: estimate,
      asks: Request(accelerators: Int32(accelerators)), priority: priority, ending: ending)
  }

  /// A job with a request of its own.
  public init(
    at submit: Int, runs duration: Int, estimate: Int? = nil, asks request: Request,
    priority: Int32 = 0, ending: JobEnding = .completes
  ) {
    self.submit = submit
    self.duration = duration
    self.estimate = estimate ?? duration
    self.request = request
    self.priority = priority
    self.ending = ending
  }
}

extension Workload {
  /// The jobs in the order given, which must be the order of submission.
  public init(_ jobs: [JobSketch], chipSelections: [[String]] = [], name: String = "test") {
    self.init(name: name)
    var interner = RequestInterner()
    for job in jobs {
      submit.append(.second(job.submit))
      duration.append(Interval(seconds: Int64(job.duration)))
      estimate.append(Interval(seconds: Int64(job.estimate)))
      request.append(interner.intern(job.request))
      tenant.append(TenantHandle(0))
      priority.append(job.priority)
      ending.append(job.ending)
    }
    requests = interner.requests
    tenantNames = ["somebody"]
    self.chipSelections = chipSelections
  }
}

extension Instant {
  /// A whole number of seconds after the origin.
  public static func second(_ seconds: Int) -> Instant {
    Instant(nanoseconds: Int64(seconds) * 1_000_000_000)
  }

  /// The instant as whole seconds, or `nil` when it is never reached.
  ///
  /// - Precondition: the instant lies on a whole second.
  public var wholeSeconds: Int? {
    guard isReached else { return nil }
    precondition(nanoseconds % 1_000_000_000 == 0, "not on a whole second: \(nanoseconds) ns")
    return Int(nanoseconds / 1_000_000_000)
  }
}
