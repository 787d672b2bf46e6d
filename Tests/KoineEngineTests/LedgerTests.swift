import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Where accelerator time goes, worked out by hand.
@Suite struct LedgerTests {
  private let fifo = PolicySpecification.named("fifo")!

  /// A class's amount in a pool, in accelerator-seconds.
  private func amount(_ log: RunLog, _ pool: Int, _ class: LedgerClass) -> Double {
    Double(log.ledger[PoolHandle(pool), `class`]) / 1e12
  }

  private func expect(
    _ log: RunLog, pool: Int, productive: Double, lost: Double, idle: Double, unusable: Double,
    withheld: Double
  ) {
    #expect(amount(log, pool, .productive) == productive)
    #expect(amount(log, pool, .lost) == lost)
    #expect(amount(log, pool, .freeIdle) == idle)
    #expect(amount(log, pool, .freeUnusable) == unusable)
    #expect(amount(log, pool, .freeWithheld) == withheld)
    #expect(log.ledger.isBalanced)
  }

  private func cluster() -> Topology {
    var topology = Topology(name: "two chips")
    topology.chips = [
      Chip(key: "test/a", vendor: "test", product: "a"),
      Chip(key: "test/b", vendor: "test", product: "b"),
    ]
    topology.nodeTypes = [
      NodeType(name: "four", chip: ChipHandle(0), accelerators: 4),
      NodeType(name: "two", chip: ChipHandle(1), accelerators: 2),
    ]
    topology.append(NodeTypeHandle(0), count: 2, names: ["a"], racks: .nodesPerRack(2))
    topology.append(NodeTypeHandle(1), count: 1, names: ["b"], racks: .nodesPerRack(1))
    return topology
  }

  /// Pool 0: two nodes of four chips a; pool 1: one node of two chips b. Strict fifo, best fit. All ask
  /// for chip a.
  ///
  ///     J1  3 on one node, 0-10, completes      J2  3, 0-10, fails: on the other node
  ///     J3  2 on one node, from 2, runs 5       J4  1, from 4, runs 3, cancelled
  ///
  ///      0-2   nothing waits: 2 and 2 idle                        idle 4 | 4
  ///      2-4   J3 waits: one and one free will not do             unusable 4; chips b: unusable 4
  ///      4-10  J4 could start, were it not behind J3              withheld 12; chips b: unusable 12
  ///     10-13  J3 and J4 run: 5 idle                              idle 15 | 6
  ///     13-15  J3 runs: 6 idle                                    idle 12 | 4
  ///
  /// Pool 0: productive 30 + 10 + 3, lost 30, idle 31, unusable 4, withheld 12: 120 = 8 x 15.
  /// Pool 1: idle 14, unusable 16: 30 = 2 x 15.
  @Test func `each class of free time on nodes`() {
    func on(_ accelerators: Int32, _ locality: Locality = .anywhere) -> Request {
      Request(
        accelerators: accelerators, chips: ChipSelectionHandle(0), locality: locality,
        localityIsRequired: locality != .anywhere)
    }
    let workload = Workload(
      [
        JobSketch(at: 0, runs: 10, asks: on(3)),
        JobSketch(at: 0, runs: 10, asks: on(3), ending: .fails),
        JobSketch(at: 2, runs: 5, asks: on(2, .node)),
        JobSketch(at: 4, runs: 3, asks: on(1), ending: .isCancelled),
      ], chipSelections: [["test/a"]])
    let log = simulate(workload, on: cluster(), policy: fifo)
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 10, 10])
    expect(log, pool: 0, productive: 43, lost: 30, idle: 31, unusable: 4, withheld: 12)
    expect(log, pool: 1, productive: 0, lost: 0, idle: 14, unusable: 16, withheld: 0)
  }

  /// One accelerator, shared. S1 takes 600 thousandths 0-10, S2 wants 500, S3 300 from 4. The 400 that
  /// are left serve nobody until 4, then S3, which stands behind S2. Both run 10-12.
  ///
  /// productive 6 + 1 + 0.6, unusable 1.6, withheld 2.4, idle 0.4: 12.
  @Test func `shares of an accelerator`() {
    func share(_ milli: Int32) -> Request { Request(accelerators: 1, share_milli: milli) }
    let workload = Workload([
      JobSketch(at: 0, runs: 10, asks: share(600)), JobSketch(at: 0, runs: 2, asks: share(500)),
      JobSketch(at: 4, runs: 2, asks: share(300)),
    ])
    let log = simulate(workload, on: .flat(1), policy: fifo)
    #expect(log.start.map(\.wholeSeconds) == [0, 10, 10])
    expect(log, pool: 0, productive: 7.6, lost: 0, idle: 0.4, unusable: 1.6, withheld: 2.4)
  }

  /// One node of four with 8 processors. P takes one accelerator and all processors until 6; Q asks for
  /// one and a processor: the three are unusable. R, from 2, asks for one and none: withheld.
  /// At 6 Q and R start and run 2 s.
  @Test func `accelerators without host processors are unusable`() {
    let topology = Topology.equal(1, islands: [4], cpu_milli: 8000)
    let workload = Workload([
      JobSketch(at: 0, runs: 6, asks: Request(accelerators: 1, cpu_milli: 8000)),
      JobSketch(at: 0, runs: 2, asks: Request(accelerators: 1, cpu_milli: 1000)),
      JobSketch(at: 2, runs: 2, on: 1),
    ])
    let log = simulate(workload, on: topology, policy: fifo)
    #expect(log.start.map(\.wholeSeconds) == [0, 6, 6])
    expect(log, pool: 0, productive: 10, lost: 0, idle: 4, unusable: 6, withheld: 12)
  }

  /// EASY on four processors. A (3) 0-10, the head B (4), C (1, for 20) is kept back for B's sake: the
  /// free one is withheld 1-10, since nothing but B waits until 1: then unusable. B 10-12, C 12-32.
  @Test func `what a reservation keeps free is withheld`() {
    let workload = Workload([
      JobSketch(at: 0, runs: 10, on: 3), JobSketch(at: 0, runs: 2, on: 4),
      JobSketch(at: 1, runs: 20, on: 1),
    ])
    let log = simulate(workload, on: .flat(4), policy: .named("easy")!)
    #expect(log.start.map(\.wholeSeconds) == [0, 10, 12])
    expect(log, pool: 0, productive: 58, lost: 0, idle: 60, unusable: 1, withheld: 9)
  }

  /// Two processors, cut off at 5: A (1) has run for 5 of its 9 s, and B (2) waits for both.
  @Test func `work that is cut off counts so far`() {
    let workload = Workload([JobSketch(at: 0, runs: 9, on: 1), JobSketch(at: 2, runs: 9, on: 2)])
    let log = simulate(
      workload, on: .flat(2), policy: fifo, options: RunOptions(until: .second(5)))
    expect(log, pool: 0, productive: 5, lost: 0, idle: 2, unusable: 3, withheld: 0)
  }
}
