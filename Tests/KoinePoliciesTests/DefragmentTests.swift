import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Two nodes of four accelerators; a checkpoint takes 1 s and a restart 2 s. By arrival, best fit:
///
/// | job | at | for | on | where |
/// |---|---|---|---|---|
/// | A | 0 | 10 s | 3 | node 0 |
/// | B | 1 | 30 s | 2 | node 1 |
/// | C | 2 | 30 s | 1 | node 0, beside A |
/// | D | 12 | 20 s | 4 | nowhere: 3 are free on node 0 and 2 on node 1 |
///
/// Without moves D waits until B ends, 31 to 51. With `defragment` C, which is cheaper to move
/// than B (1 accelerator and not 2), goes on beside B: it saves 11-12, restores 12-14 and ends at 35. D
/// runs 12 to 32. The move costs 1 x 3 = 3 accelerator-seconds, 3.75 % of the 4 x 20 that D uses.
@Suite struct DefragmentTests {
  private let scene = Workload([
    JobSketch(at: 0, runs: 10, on: 3), JobSketch(at: 1, runs: 30, on: 2),
    JobSketch(at: 2, runs: 30, on: 1), JobSketch(at: 12, runs: 20, on: 4),
  ])

  private func run(
    _ workload: Workload, on topology: Topology, _ settings: [String: String] = [:],
    _ backfill: BackfillName = .none, order: OrderName = .fifo,
    cost: AttemptCost = AttemptCost(
      save: Interval(seconds: Int64(1)), restore: Interval(seconds: Int64(2))),
    options: RunOptions = RunOptions()
  ) throws -> RunLog {
    var policy = PolicySpecification(
      order: order, placement: .bestFit, backfill: backfill, preemption: .defragment)
    try policy.set("preemption.least_run_s", to: settings["least_run_s"] ?? "0")
    for name in ["most_cost", "most_moves"] {
      if let text = settings[name] { try policy.set("preemption.\(name)", to: text) }
    }
    var options = options
    options.attempts = AttemptPlan(workload, each: cost)
    return simulate(workload, on: topology, policy: policy, options: options)
  }

  @Test(arguments: [BackfillName.none, .skip, .easy])
  func `a job moves so that another starts`(backfill: BackfillName) throws {
    let two = Topology.equal(2, islands: [4])
    let still = simulate(scene, on: two, policy: .named("fifo")!)
    #expect(still.finish.map(\.wholeSeconds) == [10, 31, 32, 51])
    let log = try run(scene, on: two, [:], backfill)
    #expect(log.finish.map(\.wholeSeconds) == [10, 31, 35, 32])
    #expect(log.start.map(\.wholeSeconds) == [0, 1, 2, 12])
    #expect(log.attempts == [1, 1, 2, 1])
    #expect(log.migrations == 1 && log.preemptions == 0)
    let second: Int128 = 1000 * 1_000_000_000
    #expect(log.ledger.total(.productive) == (30 + 60 + 30 + 80) * second)
    #expect(log.ledger.total(.checkpoint) == second)
    #expect(log.ledger.total(.lost) == 2 * second)
    #expect(ChaosAudit(log, scene, hasFullPace: true).complaints == [])
  }

  /// The order only says who is first in line.
  @Test(arguments: OrderName.allCases) func `every order`(order: OrderName) throws {
    let log = try run(scene, on: .equal(2, islands: [4]), order: order)
    #expect(log.migrations == 1, "\(order)")
    #expect(log.start[3] == .second(12), "\(order)")
  }

  @Test func `a move may cost too much`() throws {
    let two = Topology.equal(2, islands: [4])
    for (most, end) in [("0.0375", 32), ("0.0374", 51), ("0", 51)] {
      let log = try run(scene, on: two, ["most_cost": most])
      #expect(log.finish[3].wholeSeconds == end, "most_cost \(most)")
    }
    let free = try run(scene, on: two, ["most_cost": "0"], cost: .free)
    #expect(free.finish.map(\.wholeSeconds) == [10, 31, 32, 32])
  }

  /// B is the first to have run for 20 s, at 21, and then it moves although nothing else happens: 3 are
  /// free on node 0. It ends at 34, and D runs 21 to 41. A checkpoint of 15 s can be written at 16: B
  /// ends 15 s later, at 46, and D runs 16 to 36.
  @Test func `a job must have run for some time`() throws {
    let two = Topology.equal(2, islands: [4])
    let log = try run(scene, on: two, ["least_run_s": "20"])
    #expect(log.finish.map(\.wholeSeconds) == [10, 34, 32, 41])
    let long = AttemptCost(save: Interval(seconds: Int64(15)), restore: .zero)
    let late = try run(scene, on: two, ["most_cost": "1"], cost: long)
    #expect(late.finish.map(\.wholeSeconds) == [10, 46, 32, 36])
  }

  /// When D is taken back nobody is waited for any more: the run ends with its last job.
  @Test func `nobody moves for a job that has gone`() throws {
    var workload = scene
    workload.cancel = [.never, .never, .never, .second(13)]
    let log = try run(workload, on: .equal(2, islands: [4]), ["least_run_s": "1000"])
    #expect(log.migrations == 0 && log.state[3] == .cancelled)
    #expect(log.end == .second(32))
  }

  /// Node 0 of eight has jobs of 1 and 3 on it, and 4 free; node 1 a job of 5, and 3 free. For a job of
  /// 7, the cheapest two of node 0 would do; but the one of 3 does alone, and the other stays. Only then
  /// the places: 3 fit beside the 5.
  @Test func `nobody moves who is not needed`() throws {
    let workload = Workload([
      JobSketch(at: 0, runs: 40, on: 1), JobSketch(at: 0, runs: 40, on: 3),
      JobSketch(at: 0, runs: 5, on: 4), JobSketch(at: 0, runs: 40, on: 5),
      JobSketch(at: 6, runs: 20, on: 7),
    ])
    let log = try run(workload, on: .equal(2, islands: [8]))
    #expect(log.attempts == [1, 2, 1, 1, 1])
    #expect(log.finish.map(\.wholeSeconds) == [40, 43, 5, 40, 26])
  }

  /// Two free accelerators on two nodes, and jobs of 3 on both: nobody fits elsewhere, and all stay.
  @Test func `nobody moves who fits nowhere else`() throws {
    let workload = Workload([
      JobSketch(at: 0, runs: 10, on: 3), JobSketch(at: 0, runs: 10, on: 3),
      JobSketch(at: 5, runs: 10, on: 2),
    ])
    let log = try run(workload, on: .equal(2, islands: [4]))
    #expect(log.migrations == 0)
    #expect(log.finish.map(\.wholeSeconds) == [10, 10, 20])
  }

  /// Three nodes of four, each with a job of 1 left of what was there before. A job of two whole nodes
  /// needs two of the three to move to the third; two moves are one too many for `most_moves=1`.
  @Test func `several nodes are cleared for a gang`() throws {
    let large = (0..<3).map { _ in JobSketch(at: 0, runs: 5, on: 3) }
    let small = (0..<3).map { _ in JobSketch(at: 0, runs: 40, on: 1) }
    let workload = Workload(
      large + small + [JobSketch(at: 6, runs: 10, asks: Request(accelerators: 8, tasks: 2))])
    let log = try run(workload, on: .equal(3, islands: [4]))
    #expect(log.finish.map(\.wholeSeconds) == [5, 5, 5, 43, 43, 40, 16])
    #expect(log.migrations == 2 && log.nodes[6] == 2)
    let one = try run(workload, on: .equal(3, islands: [4]), ["most_moves": "1"])
    #expect(one.migrations == 0 && one.start[6] == .second(40))
  }

  /// Nodes of eight accelerators and eleven processors. When the last job comes, node 0 has jobs of 2, 1
  /// and 1 with 2, 1 and 6 processors, and node 1 one of 3 with 2. Five accelerators and eight processors
  /// are free on node 1. Ten are free nowhere: on node 0, where one accelerator is missing, all three
  /// have to go before there are as many, and they fit on node 1.
  @Test func `processors count`() throws {
    func job(_ accelerators: Int32, cpu: Int64, for duration: Int = 40) -> JobSketch {
      JobSketch(
        at: 0, runs: duration, asks: Request(accelerators: accelerators, cpu_milli: cpu * 1000))
    }
    let nodes = Topology.equal(2, islands: [8], cpu_milli: 11_000)
    for (cpu, migrations, ends) in [
      (Int64(8), 0, [40, 40, 40, 5, 40, 46]), (10, 3, [43, 43, 43, 5, 40, 46]),
    ] {
      var workload = Workload([
        job(2, cpu: 2), job(1, cpu: 1), job(1, cpu: 6), job(4, cpu: 2, for: 5), job(3, cpu: 2),
        job(5, cpu: cpu),
      ])
      workload.submit[5] = .second(6)
      let log = try run(workload, on: nodes)
      #expect(log.migrations == migrations)
      #expect(log.finish.map(\.wholeSeconds) == ends)
      #expect(ChaosAudit(log, workload, hasFullPace: true).complaints == [])
    }
  }

  /// Jobs of 2 and 3 on two nodes of four, and one of 3 that waits for the rest of them: neither finds
  /// room on the other's node, and nobody moves to the free node of another chip.
  @Test func `jobs keep their kind of chip`() throws {
    var topology = Topology.equal(2, islands: [4])
    topology.chips.append(Chip(key: "test/other", vendor: "test", product: "other"))
    topology.nodeTypes.append(
      NodeType(name: "other", chip: ChipHandle(1), accelerators: 4, islands: [4]))
    topology.append(NodeTypeHandle(1), count: 1, names: ["other"], racks: .nodesPerRack(1))
    let wanted = Request(accelerators: 3, chips: ChipSelectionHandle(0))
    let workload = Workload(
      [
        JobSketch(at: 0, runs: 40, on: 2), JobSketch(at: 0, runs: 40, on: 3),
        JobSketch(at: 5, runs: 10, asks: wanted),
      ], chipSelections: [["test/chip"]])
    let log = try run(workload, on: topology)
    #expect(log.migrations == 0)
    #expect(log.finish.map(\.wholeSeconds) == [40, 40, 50])
  }

  @Test func `conservative backfilling refuses it`() {
    let policy = PolicySpecification(
      order: .fifo, placement: .bestFit, backfill: .conservative, preemption: .defragment)
    #expect(
      policy.conflict
        == "conservative backfilling promises every job a start, which moving jobs breaks: use none, "
        + "skip or easy, or preempt none")
  }
}
