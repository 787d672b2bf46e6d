public import KoineFormats
import KoineMetrics
import KoinePolicies
import KoineReports
import Synchronization

/// Runs scenarios that differ from one document by settings and seeds, on all cores.
///
/// Records do not depend on the number of threads or on the order in which runs end.
public struct Runner: Sendable {
  public let document: ScenarioDocument
  /// Dotted paths of the JSON summary, such as `wait_s.mean`, whose values the records have.
  public let measures: [String]
  public let threads: Int
  let cache: InputCache
  let identity: RunIdentity
  let store: RunStore?
  let experiment: Int64?
  let version: String

  /// - Parameters:
  ///   - measures: what records keep; a name that a run has not is an error of the run.
  ///   - store: where runs are looked up before they are made, and kept afterwards.
  ///   - experiment: the number that the store gave to the experiment of these runs.
  ///   - version: the program; runs of another are not taken from the store.
  ///   - threads: at least 1.
  public init(
    _ document: ScenarioDocument, measures: [String], cache: InputCache = InputCache(),
    store: RunStore? = nil, experiment: Int64? = nil, version: String = ProgramVersion.current,
    threads: Int = ParallelLoop.allCores
  ) {
    precondition(threads > 0)
    self.document = document
    self.measures = measures
    self.cache = cache
    self.store = store
    self.experiment = experiment
    self.version = version
    self.threads = threads
    identity = RunIdentity(document, cache)
  }

  /// The outcomes of all requests, in their order.
  ///
  /// A store that fails stops everything, since what cannot be kept need not be run.
  /// - Parameters:
  ///   - control: stops the experiment early; what has not begun by then is not run.
  ///   - onEnd: called once for each request that was run, one call at a time, in the order in which
  ///     runs end, on any thread.
  public func run(
    _ requests: [RunRequest], control: RunControl = RunControl(),
    onEnd: (@Sendable (_ index: Int, _ outcome: RunOutcome) -> Void)? = nil
  ) -> [RunOutcome] {
    let outcomes = OutcomeList(requests.count, onEnd)
    let repetitions = repetitions(in: requests)
    ParallelLoop.run(requests.count, threads: threads, control: control) { index in
      if repetitions[index] != nil { return }
      let outcome = outcome(of: requests[index])
      if case .refused(let error) = outcome, error.diagnostics.contains(where: \.isOfStore) {
        control.stop()
      }
      outcomes.set(index, outcome)
    }
    for (index, first) in repetitions.sorted(by: { $0.key < $1.key }) {
      outcomes.set(index, again: first, isStored: store != nil)
    }
    return outcomes.all
  }

  /// How many different runs the requests ask for.
  public func countDistinct(_ requests: [RunRequest]) -> Int {
    requests.count - repetitions(in: requests).count
  }

  /// By index, the first request that asks for the same run: points that differ in a parameter which
  /// their policy does not have are one.
  private func repetitions(in requests: [RunRequest]) -> [Int: Int] {
    var first: [RunRequest: Int] = [:]
    var repetitions: [Int: Int] = [:]
    for (index, request) in requests.enumerated() {
      let settings = ((try? trimmed(request)) ?? request).settings
      let same = RunRequest(settings, seed: request.seed)
      if let known = first[same] {
        repetitions[index] = known
      } else {
        first[same] = index
      }
    }
    return repetitions
  }

  /// Reads the scenarios of requests without running them, so that a slip in the last of a thousand runs
  /// shows before the first.
  ///
  /// - Throws: every problem of the settings, each once, and the measures that none of the runs can have.
  public func check(_ requests: [RunRequest]) throws(InputError) {
    var problems: [Diagnostic] = []
    var measureCheck = try MeasureCheck(measures)
    var seen: Set<[ScenarioSetting]> = []
    for request in requests where seen.insert(request.settings).inserted {
      do throws(InputError) {
        let plan = RunPlan(try document.scenario(try trimmed(request).settings, .all))
        do throws(InputError) {
          let policy = try PolicySpecification(plan.policy)
          measureCheck?.add(plan, policy, cache)
        } catch {
          throw InputError(error.diagnostics.map(plan.placed))
        }
      } catch {
        for problem in error.diagnostics where !problems.contains(problem) {
          problems.append(problem)
        }
      }
      if problems.count >= 100 { break }
    }
    if problems.isEmpty { problems = uselessParameters(requests) + (measureCheck?.problems ?? []) }
    if !problems.isEmpty { throw InputError(problems) }
  }

  private func outcome(of request: RunRequest) -> RunOutcome {
    do throws(InputError) {
      return .done(try record(of: request))
    } catch {
      return .refused(error)
    }
  }

  private func record(of asked: RunRequest) throws(InputError) -> RunRecord {
    let request = try trimmed(asked)
    let (digests, text) = try describe(request)
    if let found = try store?.record(digests.run, version: version, measures: measures) {
      if let experiment { try store?.note(run: found.id, of: experiment) }
      return found.record
    }
    let result = try result(of: request)
    if let store {
      let run = StoredRun(
        result, digests, request, document: text, version: version)
      try store.insert(run, of: experiment)
    }
    let (values, absent) = try values(result.summary)
    var record = RunRecord(
      digest: digests.run, seed: request.seed, values: values, jobs: result.jobs,
      wall_s: result.wall_s, isStored: false)
    record.absent = absent
    return record
  }

  private func describe(
    _ request: RunRequest
  ) throws(InputError) -> (digests: RunDigests, text: String) {
    do throws(InputError) {
      return try identity.describe(request)
    } catch {
      let plan = RunPlan(try document.scenario(request.settings, .all))
      return try plan.reading("topology", plan.topology) { () throws(InputError) in throw error }
    }
  }

  /// The run itself, from the document to the summary.
  ///
  /// - Throws: every problem of the scenario and of what it names.
  func result(of request: RunRequest) throws(InputError) -> RunResult {
    var plan = RunPlan(try document.scenario(request.settings, .all))
    plan.seed = request.seed
    return RunResult(try RunInputs(plan, cache))
  }

  /// The measures in a summary, and those that it has not and another may have.
  private func values(
    _ summary: JSONValue
  ) throws(InputError) -> (values: [Double?], absent: [Diagnostic]) {
    let values = measures.map { summary.number(at: $0) }
    guard values.contains(nil) else { return (values, []) }
    let unknown = zip(measures, values).compactMap { $1 == nil ? $0 : nil }
    return (values, try Diagnostic.absent(unknown, known: summary.measureNames))
  }
}

extension Diagnostic {
  /// Whether a run store has failed, rather than one run.
  var isOfStore: Bool {
    switch problem {
    case .storeDamaged, .storeNewer, .storeLocked, .storeFull, .storeReadOnly, .runDamaged,
      .unwritable:
      true
    default: false
    }
  }

  /// Those of `measures` that are not `known`, if there may be such a measure in another run: one with
  /// faults, with this chip, with jobs of that size.
  ///
  /// - Throws: those that no run has.
  static func absent(_ measures: [String], known: [String]) throws(InputError) -> [Diagnostic] {
    let unknown = measures.filter { !known.contains($0) }
    let wrong = unknown.filter { MeasureFamily(of: $0) == nil }
    if !wrong.isEmpty { throw InputError(wrong.map { .unknownMeasure($0, known: known) }) }
    return unknown.map { .unknownMeasure($0, known: known) }
  }

  /// A measure that no summary has, with the nearest that it has.
  static func unknownMeasure(_ measure: String, known: [String]) -> Diagnostic {
    Diagnostic(
      file: "--measure",
      .unknownName(
        kind: "measure", found: measure, nearest: nearestName(to: measure, among: known)))
  }
}

/// Outcomes by index, filled by several threads.
private final class OutcomeList: Sendable {
  private let outcomes: Mutex<[RunOutcome]>
  private let onEnd: (@Sendable (Int, RunOutcome) -> Void)?

  init(_ count: Int, _ onEnd: (@Sendable (Int, RunOutcome) -> Void)?) {
    outcomes = Mutex(Array(repeating: .notRun, count: count))
    self.onEnd = onEnd
  }

  func set(_ index: Int, _ outcome: RunOutcome) {
    outcomes.withLock { outcomes in
      outcomes[index] = outcome
      onEnd?(index, outcome)
    }
  }

  /// Takes over the outcome of another index, if there is one.
  func set(_ index: Int, again first: Int, isStored: Bool) {
    var outcome = all[first]
    if case .notRun = outcome { return }
    if case .done(var record) = outcome, isStored {
      record.isStored = true
      outcome = .done(record)
    }
    set(index, outcome)
  }

  var all: [RunOutcome] { outcomes.withLock { $0 } }
}
