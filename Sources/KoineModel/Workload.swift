/// How a job's run ends when nothing in the cluster interferes.
public enum JobEnding: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case completes
  /// The job crashes at the end of its duration: its work yields nothing.
  case fails
  /// The user stops it at the end of its duration.
  case isCancelled
}

/// What the jobs are called in reports.
public enum JobNames: Sendable {
  /// `1`, `2`, ... in file order.
  case ordinal
  case numbers([Int64])
  case texts([String])

  public subscript(job: JobHandle) -> String {
    switch self {
    case .ordinal: String(job.index + 1)
    case .numbers(let numbers): String(numbers[job.index])
    case .texts(let texts): texts[job.index]
    }
  }
}

/// Jobs in time order, as columns.
///
/// Invariants: all columns have `count` entries; `submit` never decreases (ties keep the order of
/// the file); durations and estimates are not negative; handles are in range.
public struct Workload: Sendable {
  public var name: String
  public var submit: [Instant]
  /// Time that the job runs once started. Of a job with ``ModelWork`` it is not used: see ``units``.
  public var duration: [Interval]
  /// What the user said it would take; equal to `duration` where the source has no estimate.
  public var estimate: [Interval]
  public var request: [RequestHandle]
  public var tenant: [TenantHandle]
  /// Higher is more urgent.
  public var priority: [Int32]
  public var ending: [JobEnding]
  /// Amount of ``ModelWork`` of each job, positive where its request names one; empty if none does.
  public var units: [Double]
  /// When a job is stopped, whenever it started and whatever its duration; ``Instant/never`` for jobs
  /// that are not. Empty if none is.
  public var stop: [Instant]
  /// When each job should be done; ``Instant/never`` for jobs without a deadline. Empty if no job has one.
  public var deadline: [Instant]
  /// When the user takes a job back, whether it waits or runs then, after its submission;
  /// ``Instant/never`` for jobs that are not. Empty if none is.
  public var cancel: [Instant]
  /// The service that a job is a replica of, or ``Handle/none``; empty if there are no services.
  public var service: [ServiceHandle]
  /// How far each job can grow and shrink; empty if none can.
  public var elastic: [ElasticSize]
  /// What the curves of elastic jobs stand for.
  public var scalingCurves: [ScalingCurve]
  /// By job, the ladder of its sizes or -1, and the requests of each ladder; both empty before
  /// ``usingElasticSizes()``.
  var ladderOfJob: [Int32]
  var ladders: [[RequestHandle]]
  /// Work that was measured on named chips; `nil` if jobs have durations only.
  public var measured: MeasuredWork?
  /// What the work handles of requests stand for.
  public var works: [ModelWork]
  public var names: JobNames
  /// What the request handles stand for.
  public var requests: [Request]
  /// By request, those that may be taken in its place: the same work split over two kinds of chips.
  /// Empty if no job may be split.
  public var splits: [[RequestHandle]] = []
  public var tenantNames: [String]
  /// What each tenant is entitled to, relative to the others; positive. Empty if all are equal.
  public var tenantWeights: [Double]
  /// What the chip-selection handles stand for: names of chips of which any one will do, as written.
  public var chipSelections: [[String]]
  /// Processors of the machine that the trace was taken on, if the file says so.
  public var machineProcessors: Int?
  /// Local wall-clock time of the origin, in seconds since 1970-01-01 00:00 of that clock, if known.
  ///
  /// Only hours of the day and days of the week are read from it, so no time zone is kept.
  public var originWallClock_s: Int64?

  public init(name: String) {
    self.name = name
    submit = []
    duration = []
    estimate = []
    request = []
    tenant = []
    priority = []
    ending = []
    units = []
    stop = []
    cancel = []
    deadline = []
    service = []
    works = []
    elastic = []
    scalingCurves = []
    ladderOfJob = []
    ladders = []
    names = .ordinal
    requests = []
    tenantNames = []
    tenantWeights = []
    chipSelections = []
  }

  public var count: Int { submit.count }

  /// Whole accelerators that `job` asks for (1 for a share of one).
  public func accelerators(of job: JobHandle) -> Int {
    Int(requests[request[job.index].index].accelerators)
  }
}

/// Gives equal requests equal handles while a workload is read.
public struct RequestInterner: Sendable {
  public private(set) var requests: [Request] = []
  private var handles: [Request: RequestHandle] = [:]

  public init() {}

  /// - Complexity: O(1) on average.
  public mutating func intern(_ request: Request) -> RequestHandle {
    if let handle = handles[request] { return handle }
    let handle = RequestHandle(requests.count)
    handles[request] = handle
    requests.append(request)
    return handle
  }
}
