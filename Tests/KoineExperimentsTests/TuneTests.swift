import Foundation
import KoineExperiments
import KoineFormats
import KoineModel
import KoinePolicies
import Testing

/// Searches for policies: what is tried, what is found, and that nothing depends on threads.
struct TuneTests {
  private func tune(_ text: String, _ plan: TunePlan, threads: Int = 2) throws -> TuneResult {
    let document = ScenarioDocument(text: text, name: "scene.yaml")
    let cache = InputCache()
    let runner = Runner(document, measures: plan.measures, cache: cache, threads: threads)
    return try Tuner(document, plan, runner, cache: cache).run()
  }

  private static let scene = "topology: flat:16\nworkload: pai\njobs: 400\nload: 1.2"
  private static let orders = "order=fifo,shortest,largest,smallest"
  private static let rest = [
    "placement=best-fit", "placement.cpu_weight=0.5", "backfill=none", "preemption=none",
  ]

  /// The planted optimum: of a few compositions, every one is run, and the search has to find the best
  /// whatever its method.
  @Test(arguments: TuneMethod.allCases)
  func theBestCompositionIsFound(method: TuneMethod) throws {
    let ranges = try PolicyRanges([Self.orders] + Self.rest)
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean")], ranges: ranges, method: method, trials: 12, heldOut: 0)
    let result = try tune(Self.scene, plan)
    let best = try #require(result.best)
    let waits = try ["fifo", "shortest", "largest", "smallest"].map { order in
      let text = Self.scene + "\npolicy: {order: \(order), placement: best-fit, backfill: none}"
      let runner = Runner(
        ScenarioDocument(text: text, name: "one.yaml"), measures: ["wait_s.mean"], threads: 1)
      let record = try #require(runner.run([RunRequest(seed: 1)])[0].record)
      return try #require(record.values[0])
    }
    #expect(best.seen[0] == waits.min())
    #expect(best.policy.order == .shortest)
  }

  /// A planted parameter: the search over two exponents comes within 5 % of a fine grid.
  @Test func theBestParametersAreFound() throws {
    let fixed = ["order=wfp3"] + Self.rest
    func plan(_ vary: [String], _ method: TuneMethod, trials: Int) throws -> TunePlan {
      TunePlan(
        goals: [TuneGoal("wait_s.mean")], ranges: try PolicyRanges(fixed + vary), method: method,
        trials: trials, heldOut: 0)
    }
    var grid: [Double] = []
    for exponent in ["0", "1", "3", "6", "10"] {
      for size in ["-4", "-2", "-1", "0", "1"] {
        let one = ["order.exponent=\(exponent)", "order.size_exponent=\(size)"]
        let result = try tune(Self.scene, try plan(one, .random, trials: 1))
        grid.append(try #require(result.best?.seen[0]))
      }
    }
    let found = try tune(Self.scene, try plan([], .cmaES, trials: 60))
    let best = try #require(found.best?.seen[0])
    #expect(best <= grid.min()! * 1.05, "\(best) against \(grid.min()!)")
    #expect(grid.max()! > grid.min()! * 1.3, "the scene has something to find")
    #expect(found.importance[0].parts.map(\.name).contains("order.exponent"))
  }

  /// A planted optimum that theory knows: one accelerator is busy while all others arrive, so that
  /// nothing has a smaller mean wait than the shortest first (Smith, 1956). The whole space is searched,
  /// each method within the same budget.
  @Test(arguments: TuneMethod.allCases)
  func theShortestFirstIsFoundWhereNothingIsBetter(method: TuneMethod) throws {
    let durations = [900.0] + (1...30).map { Double(($0 * 37) % 101 * 20 + 10) }
    let rows = durations.enumerated().map { "j\($0),\($0),\($1),1,\($1)" }
    let text = "job_id,submit_s,duration_s,accelerators,estimate_s\n" + rows.joined(separator: "\n")
    let path = FileManager.default.temporaryDirectory.appending(path: "planted-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    var clock = durations[0]
    var waits = 0.0
    let others = durations.enumerated().dropFirst().sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    for (submit, duration) in others {
      waits += clock - Double(submit)
      clock += duration
    }
    let plan = TunePlan(
      goals: [TuneGoal("mean wait")], ranges: try PolicyRanges(["preemption=none"]), method: method,
      trials: 120, heldOut: 0)
    let result = try tune("topology: flat:1\nworkload: \(path)\npolicy: fifo", plan)
    let best = try #require(result.best?.seen[0])
    let own = try #require(result.baseline.seen[0])
    let least = waits / Double(durations.count)
    #expect(abs(best - least) < 1e-6 * least, "\(best) against \(least)")
    #expect(own > 1.3 * least, "the scene has something to find")
  }

  /// What is held out is run for the result alone: the scenario's own policy and the best.
  @Test func heldOutDaysAreNotSearched() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "tune-\(UUID()).db").path
    defer {
      for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }
    let store = try RunStore(path: path)
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean")], ranges: try PolicyRanges(Self.rest), method: .random,
      trials: 6)
    let document = ScenarioDocument(text: Self.scene, name: "scene.yaml")
    let cache = InputCache()
    let runner = Runner(
      document, measures: plan.measures, cache: cache, store: store, threads: 1)
    let result = try Tuner(document, plan, runner, cache: cache).run()
    let split = "\(result.windows.split.seconds)"
    let settings = try store.rows(limit: 1000).rows.map(\.settings)
    let unseen = settings.filter { $0.contains("submit_from=\(split)") }
    let seen = settings.filter { !$0.contains("submit_from=\(split)") }
    #expect(unseen.count == 1 + result.front.count)
    #expect(seen.count >= 6 && seen.allSatisfy { $0.contains("submit_to=\(split) ") })
  }

  /// Candidates that no run takes end the search with the reason, whatever their number.
  @Test func aSpaceOfRefusedPoliciesIsRefused() throws {
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean")],
      ranges: try PolicyRanges(["order=las", "backfill=conservative", "preemption=rounds"]),
      method: .random, trials: 5)
    let found = problems { () throws(InputError) in
      let document = ScenarioDocument(text: Self.scene, name: "scene.yaml")
      let cache = InputCache()
      let runner = Runner(document, measures: plan.measures, cache: cache, threads: 1)
      _ = try Tuner(document, plan, runner, cache: cache).run()
    }
    #expect(
      found == [
        "policy: conservative backfilling promises every job a start, which stopping jobs breaks: use "
          + "none, skip or easy, or preempt none"
      ])
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let ranges = try PolicyRanges(Self.rest)
    let plan = TunePlan(goals: [TuneGoal("wait_s.mean")], ranges: ranges, trials: 6)
    let alone = try tune(Self.scene, plan, threads: 1)
    let together = try tune(Self.scene, plan, threads: 4)
    #expect(alone.best?.policy == together.best?.policy)
    #expect(alone.best?.seen == together.best?.seen)
    #expect(alone.jobs == together.jobs && alone.candidateCount == together.candidateCount)
    #expect(
      alone.importance.map { $0.parts.map(\.part) }
        == together.importance.map { $0.parts.map(\.part) })
  }

  @Test func theBudgetIsKept() throws {
    let ranges = try PolicyRanges(Self.rest)
    for method in TuneMethod.allCases {
      var plan = TunePlan(
        goals: [TuneGoal("wait_s.mean")], ranges: ranges, method: method, trials: 5)
      plan.repetitions = 2
      let result = try tune(Self.scene, plan)
      #expect(result.jobs <= result.budget, "\(method): \(result.jobs)")
      #expect(result.windows.holdsOut && result.baseline.heldOut[0] != nil)
    }
  }

  /// Two goals that pull apart: nothing of the front beats another, and all keep the constraint.
  @Test func severalGoalsGiveAFront() throws {
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean"), TuneGoal("wait_s.max")],
      constraints: [try TuneConstraint("wait_s.p50 < 10d")],
      ranges: try PolicyRanges(Self.rest), trials: 30, heldOut: 0)
    let result = try tune(Self.scene, plan)
    #expect(plan.method == .nsga2 && !result.front.isEmpty)
    for one in result.front {
      #expect(one.violation == 0)
      for other in result.front where other.policy != one.policy {
        #expect(!(other.seen[0]! <= one.seen[0]! && other.seen[1]! < one.seen[1]!))
      }
    }
    #expect(result.front.contains { $0.policy == result.best?.policy })
  }

  /// What cannot be kept is said to be missed.
  @Test func impossibleConstraintsAreMissed() throws {
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean")], constraints: [try TuneConstraint("jobs.completed > 1e9")],
      ranges: try PolicyRanges(Self.rest), method: .random, trials: 3, heldOut: 0)
    #expect(try #require(try tune(Self.scene, plan).best).violation > 0.9)
  }

  @Test func thePolicyFileReadsBack() throws {
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean")], ranges: try PolicyRanges(["order=wfp3"] + Self.rest),
      method: .random, trials: 3, heldOut: 0)
    let best = try #require(try tune(Self.scene, plan).best)
    let path = FileManager.default.temporaryDirectory.appending(path: "tuned-\(UUID()).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try best.policy.yaml.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try PolicySpecification(try PolicyParts(path: path, .all)) == best.policy)
  }

  @Test func constraintsAreRead() throws {
    let hour = try TuneConstraint("wait_s.p99 < 1h")
    #expect(hour.measure == "wait_s.p99" && hour.isUpper && hour.limit == 3600)
    let half = try TuneConstraint("utilization.allocated>=0.5")
    #expect(half.measure == "utilization.allocated" && !half.isUpper && half.limit == 0.5)
    let words = try TuneConstraint("p99 wait < 1h")
    #expect(words.measure == hour.measure && words.limit == hour.limit)
    #expect(try TuneConstraint("utilization > 50%").limit == 0.5)
    #expect(TuneGoal("mean completion time").measure == "completion_s.mean")
    #expect(
      problems { () throws(InputError) in _ = try TuneConstraint("wait_s.p99 = 1h") } == [
        "--constraint: found 'wait_s.p99 = 1h', expected MEASURE < LIMIT, such as 'p99 wait < 1h'"
      ])
  }

  @Test func wrongRangesAreRefusedTogether() {
    let known = OrderName.allCases.map(\.rawValue).joined(separator: ", ")
    let found = problems { () throws(InputError) in
      _ = try PolicyRanges(["order=fifi", "order.exponent=4..1", "order.exponent=0..99", "order"])
    }
    #expect(
      found == [
        "--vary: unknown order 'fifi', did you mean 'fifo'? (known: \(known))",
        "--vary: order.exponent: found '4..1', expected a number from 0 to 10, or a range in it such "
          + "as 1..4",
        "--vary: order.exponent: found '0..99', expected a number from 0 to 10, or a range in it such "
          + "as 1..4",
        "--vary: found 'order', expected KEY=VALUES, such as order=fifo,wfp3 or order.exponent=1..4",
      ])
  }

  /// What `simulate` and `sweep` refuse of a parameter, a search refuses too.
  @Test func whatNoRunTakesIsRefused() {
    let found = problems { () throws(InputError) in
      _ = try PolicyRanges([
        "order=tiresias,srtf,wfp3", "order.queues=2.5", "order.by=duratio", "policy.order=fifo",
        "place=fgd", "placement=best-fit", "preemption.round_s=600", "preemption.round_s=700",
      ])
    }
    #expect(
      found == [
        "--vary: order.queues: found '2.5', expected a whole number from 2 to 3, or a range in it such "
          + "as 2..3",
        "--vary: order.by: found 'duratio', expected one of estimate, duration",
        "--vary: key 'order' is defined twice",
        "--vary: key 'placement' is defined twice",
        "--vary: key 'preemption.round_s' is defined twice",
      ])
    for text in ["order.queues=2.2..2.8", "order.queues=2..2.5", "order.queues=1..3"] {
      #expect(problems { () throws(InputError) in _ = try PolicyRanges([text]) }.count == 1)
    }
    #expect(problems { () throws(InputError) in _ = try PolicyRanges(["order.queues=2..3"]) } == [])
  }

  /// A limit in a unit of another dimension is a slip.
  @Test func unitsOfLimitsAreThoseOfMeasures() throws {
    let slips = [
      ("utilization > 1d", "a share such as 60%", "utilization.allocated"),
      ("p99 wait < 60%", "a time such as 1h", "wait_s.p99"),
      ("energy < 60%", "a number without a unit", "energy_kwh"),
      ("mean slowdown < 2h", "a number without a unit", "bounded_slowdown.mean"),
      ("ledger_accelerator_s.lost < 1%", "a time such as 1h", "ledger_accelerator_s.lost"),
    ]
    for (text, expected, measure) in slips {
      #expect(
        problems { () throws(InputError) in _ = try TuneConstraint(text) } == [
          "--constraint: found '\(text)', expected \(expected) as the limit of \(measure)"
        ])
    }
    #expect(try TuneConstraint("ledger_accelerator_s.lost < 1h").limit == 3600)
    #expect(try TuneConstraint("services.chat.slo_attainment > 99%").limit == 0.99)
    #expect(try TuneConstraint("deadlines.lateness_s.max < 10min").limit == 600)
  }

  /// Jobs of a trace are the same for all seeds, those of a preset are not.
  @Test func drawnInputsAreKnown() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "seeds-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rows = "job_id,submit_s,duration_s,accelerators\na,0,100,1\n"
    try rows.write(toFile: path, atomically: true, encoding: .utf8)
    let cache = InputCache()
    let preset = ScenarioDocument(text: Self.scene, name: "scene.yaml")
    #expect(preset.drawsInputs([], cache))
    #expect(!preset.drawsInputs([ScenarioSetting("workload", path)], cache))
  }

  @Test func unknownMeasuresAreRefused() throws {
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.maen")], ranges: try PolicyRanges(Self.rest), trials: 2)
    #expect(throws: InputError.self) { try tune(Self.scene, plan) }
  }

  private func problems(_ body: () throws(InputError) -> Void) -> [String] {
    do throws(InputError) {
      try body()
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }
}
