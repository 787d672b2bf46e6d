import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs that span racks and share their uplinks.
@Suite struct UplinkTests {
  private let firstFit = PolicySpecification(order: .fifo, placement: .firstFit, backfill: .none)

  private func work(_ model: String) -> ModelWork {
    ModelWork(model: model, task: .training(globalBatch: 1))
  }

  private func run(
    _ workload: Workload, on topology: Topology, _ speeds: TableSpeeds, _ transfers: TransferModel
  ) -> RunLog {
    let performance = Performance(speeds: speeds, transfers: transfers)
    return simulate(
      workload, on: topology, policy: firstFit, options: RunOptions(performance: performance))
  }

  /// Two racks of four nodes with uplinks of 10 GB/s. A filler keeps nodes 0 to 2 for a second, so that
  /// the first job (10 s of work, wants 8 GB/s) gets nodes 3 and 4, and another keeps 5 and 6. The
  /// second job (10 s, wants 6 GB/s) comes when the first filler ends and gets 0, 1, 2 and 7.
  ///
  /// Shared: from 1 s on each gets 5 GB/s, so they run at 5/8 and 5/6. The second ends 12 s later, at
  /// 13; the first has then done 1 + 12 x 5/8 = 8.5 s of work and ends 1.5 s later.
  /// Fixed: a quarter of rack 0's uplink is 2.5 GB/s, so the first runs at 2.5/8 all the time; the
  /// second has 7.5 GB/s there but only 2.5 in rack 1, and runs at 2.5/6.
  @Test(arguments: [
    (TransferModel.none, [10.0, 11.0]), (.shared, [14.5, 13.0]), (.fixed, [32.0, 25.0]),
  ])
  func `two jobs on two uplinks`(transfers: TransferModel, finishes: [Double]) {
    var workload = Workload([
      JobSketch(at: 0, runs: 1, on: 3), JobSketch(at: 0, runs: 0, on: 2),
      JobSketch(at: 0, runs: 100, on: 2), JobSketch(at: 1, runs: 0, on: 4),
    ])
    workload.give([nil, (10, 0), nil, (10, 1)], of: [work("a"), work("b")])
    let speeds = TableSpeeds([
      .init("a", nil, WorkSpeed(unit_ns: 1e9, uplink_gb_s: 8)),
      .init("b", nil, WorkSpeed(unit_ns: 1e9, uplink_gb_s: 6)),
    ])
    let log = run(workload, on: .racks(2, nodes: 4, uplink_gb_s: 10), speeds, transfers)
    #expect([log.finish[1], log.finish[3]].map { Double($0.nanoseconds) / 1e9 } == finishes)
    let waited_s = (finishes[0] - 10) * 2 + (finishes[1] - 11) * 4
    #expect(log.ledger[PoolHandle(0), .communication] == Int128(waited_s * 1e9) * 1000)
    #expect(log.ledger.isBalanced)
  }

  @Test func `equal to working everything out anew`() {
    for seed in TestScale.seeds(60) {
      var random = SplitMix64(seed: seed)
      let racks = random.integer(in: 2...6)
      let nodes = random.integer(in: 2...8)
      let uplink_gb_s = Double(random.integer(in: 1...30))
      let wishes = (0..<5).map { _ in Double(random.integer(in: 1...20)) * 0.5 }
      var sketches: [JobSketch] = []
      var amounts: [(units: Double, work: Int)?] = []
      var reference: [ReferenceUplinks.Job] = []
      var submit = 0
      for _ in 0..<80 {
        submit += random.integer(in: 0...6)
        let accelerators = random.integer(in: 1...min(racks * nodes, 2 * nodes))
        let work = random.integer(in: 0...4)
        let work_s = 1 + 30 * random.unit()
        sketches.append(JobSketch(at: submit, runs: 0, on: accelerators))
        amounts.append((work_s, work))
        reference.append(
          .init(
            submit_s: Double(submit), accelerators: accelerators, work_s: work_s,
            wants_gb_s: wishes[work]))
      }
      var workload = Workload(sketches)
      workload.give(amounts, of: (0..<5).map { work("\($0)") })
      let speeds = TableSpeeds(
        (0..<5).map { .init("\($0)", nil, WorkSpeed(unit_ns: 1e9, uplink_gb_s: wishes[$0])) })
      let topology = Topology.racks(racks, nodes: nodes, uplink_gb_s: uplink_gb_s)
      let log = run(workload, on: topology, speeds, .shared)
      var obvious = ReferenceUplinks(
        reference, racks: racks, nodesPerRack: nodes, uplink_gb_s: uplink_gb_s)
      let expected = obvious.finishes()
      for job in 0..<80 {
        let difference_s = abs(log.finish[job].seconds - expected[job])
        #expect(difference_s < 1e-5, "seed \(seed), job \(job): \(expected[job]) s")
      }
      #expect(log.ledger.isBalanced, "seed \(seed)")
    }
  }

  /// Ends that move leave stale events behind; they must neither fill the heap nor take memory.
  @Test func `more bandwidth never makes the last job end later`() {
    for seed in TestScale.seeds(20) {
      var random = SplitMix64(seed: seed)
      let amounts = (0..<40).map { _ in (units: 1 + 30 * random.unit(), work: 0) }
      var workload = Workload(amounts.map { _ in JobSketch(at: 0, runs: 0, on: 2) })
      workload.give(amounts, of: [work("a")])
      let speeds = TableSpeeds([.init("a", nil, WorkSpeed(unit_ns: 1e9, uplink_gb_s: 4))])
      let ends = [1.0, 2, 4, 8, 1000].map { uplink_gb_s in
        run(
          workload, on: .racks(27, nodes: 3, uplink_gb_s: uplink_gb_s), speeds, .shared
        ).end
      }
      #expect(ends == ends.sorted(by: >), "seed \(seed): \(ends)")
    }
  }
}
