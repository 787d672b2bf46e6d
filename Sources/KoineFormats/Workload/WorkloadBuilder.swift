import KoineModel

/// Collects the jobs of one file and turns them into a valid ``Workload``.
struct WorkloadBuilder {
  var workload: Workload
  var problems: ProblemLog
  private var interner = RequestInterner()
  private var tenants: [String: TenantHandle] = [:]
  private var selections: [String: ChipSelectionHandle] = [:]
  private var works: [ModelWork: WorkHandle] = [:]
  private var isSorted = true
  /// Whether the format promises no order, so that sorting mends nothing.
  var acceptsAnyOrder = false

  init(file: String, name: String) {
    workload = Workload(name: name)
    problems = ProblemLog(file: file)
  }

  mutating func reserve(_ count: Int) {
    workload.submit.reserveCapacity(count)
    workload.duration.reserveCapacity(count)
    workload.estimate.reserveCapacity(count)
    workload.request.reserveCapacity(count)
    workload.tenant.reserveCapacity(count)
    workload.priority.reserveCapacity(count)
    workload.ending.reserveCapacity(count)
  }

  mutating func intern(_ request: Request) -> RequestHandle { interner.intern(request) }

  /// What a handle of ``intern(_:)`` stands for.
  func request(_ handle: RequestHandle) -> Request { interner.requests[handle.index] }

  /// The index of a curve among those of the workload.
  mutating func curve(_ curve: ScalingCurve) -> Int32 {
    if let index = workload.scalingCurves.firstIndex(of: curve) { return Int32(index) }
    workload.scalingCurves.append(curve)
    return Int32(workload.scalingCurves.count - 1)
  }

  mutating func tenant(_ name: String) -> TenantHandle {
    if let handle = tenants[name] { return handle }
    let handle = TenantHandle(workload.tenantNames.count)
    tenants[name] = handle
    workload.tenantNames.append(name)
    return handle
  }

  /// The handle of a selection such as `V100M16|V100M32`; ``Handle/none`` for an empty one.
  mutating func selection(_ text: String) -> ChipSelectionHandle {
    if let handle = selections[text] { return handle }
    let chips = text.split(separator: "|").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    guard !chips.isEmpty else { return .none }
    let handle = ChipSelectionHandle(workload.chipSelections.count)
    selections[text] = handle
    workload.chipSelections.append(chips)
    return handle
  }

  /// The handle of all chips that the parts of a job name.
  mutating func selection(ofAll parts: [RequestPart]) -> ChipSelectionHandle {
    selection(
      parts.flatMap { workload.chipSelections[$0.chips.index] }.joined(separator: "|"))
  }

  mutating func work(_ work: ModelWork) -> WorkHandle {
    if let handle = works[work] { return handle }
    let handle = WorkHandle(workload.works.count)
    works[work] = handle
    workload.works.append(work)
    return handle
  }

  /// Adds one job; `line` locates it should its submit time be out of order.
  @inline(__always)
  mutating func append(
    submit: Instant, duration: Interval, estimate: Interval, request: RequestHandle,
    tenant: TenantHandle, priority: Int32 = 0, ending: JobEnding = .completes,
    units: Double = 0, cancel: Instant = .never, deadline: Instant = .never,
    elastic: ElasticSize = .rigid, line: Int
  ) {
    if let previous = workload.submit.last, submit < previous { noteDisorder(submit, line) }
    workload.submit.append(submit)
    workload.duration.append(duration)
    workload.estimate.append(estimate)
    workload.request.append(request)
    workload.tenant.append(tenant)
    workload.priority.append(priority)
    workload.ending.append(ending)
    if units > 0 || !workload.units.isEmpty { appendSparse(units, \.units, otherwise: 0) }
    if cancel.isReached || !workload.cancel.isEmpty {
      appendSparse(cancel, \.cancel, otherwise: .never)
    }
    if deadline.isReached || !workload.deadline.isEmpty {
      appendSparse(deadline, \.deadline, otherwise: .never)
    }
    if !elastic.isRigid || !workload.elastic.isEmpty {
      appendSparse(elastic, \.elastic, otherwise: .rigid)
    }
  }

  /// Adds to a column that begins with the first job for which it says anything.
  private mutating func appendSparse<Value>(
    _ value: Value, _ column: WritableKeyPath<Workload, [Value]>, otherwise: Value
  ) {
    let missing = workload.count - 1 - workload[keyPath: column].count
    if missing > 0 {
      workload[keyPath: column] += Array(repeating: otherwise, count: missing)
    }
    workload[keyPath: column].append(value)
  }

  private mutating func noteDisorder(_ submit: Instant, _ line: Int) {
    isSorted = false
    if acceptsAnyOrder { return }
    let previous = workload.submit.last ?? .zero
    problems.repair(
      .outOfOrder, line: line, key: "submit",
      .outOfOrder(
        found: "\(decimalSeconds(submit.nanoseconds)) s",
        previous: "\(decimalSeconds(previous.nanoseconds)) s"))
  }

  /// Moves time 0 to `origin_s`, seconds since 1970 by the wall clock that submissions are given in.
  mutating func startClock(atWallClock_s origin_s: Int64) {
    workload.originWallClock_s = origin_s
    let shift = Interval(seconds: -origin_s)
    for index in workload.submit.indices { workload.submit[index] = workload.submit[index] + shift }
    for column in [\Workload.cancel, \Workload.deadline] {
      for index in workload[keyPath: column].indices
      where workload[keyPath: column][index].isReached {
        workload[keyPath: column][index] = workload[keyPath: column][index] + shift
      }
    }
  }

  /// The workload, sorted by submission.
  ///
  /// - Throws: the errors found; also when there is no job at all.
  consuming func finish() throws(InputError) -> (workload: Workload, repairs: [Diagnostic]) {
    if problems.errors.isEmpty, workload.count == 0 { problems.error(.empty(what: "jobs")) }
    guard problems.errors.isEmpty else { throw InputError(problems.errors) }
    workload.requests = interner.requests
    if !isSorted { workload.sortBySubmission() }
    return (workload, problems.allRepairs)
  }
}

/// Seconds as an exact decimal: `12`, `12.5`, `-0.000000001`.
func decimalSeconds(_ nanoseconds: Int64) -> String {
  let magnitude = nanoseconds.magnitude
  var text = (nanoseconds < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
  let fraction = magnitude % 1_000_000_000
  guard fraction > 0 else { return text }
  let digits = String(fraction)
  text += "." + String(repeating: "0", count: 9 - digits.count) + digits
  while text.last == "0" { text.removeLast() }
  return text
}

extension StringProtocol {
  var trimmingSpaces: String {
    String(
      drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
