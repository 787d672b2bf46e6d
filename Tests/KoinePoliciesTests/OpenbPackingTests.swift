import KoineEngine
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Arrivals drawn to fill a cluster, and the curves measured on it.
@Suite struct OpenbPackingTests {
  private func workload(_ sizes: [Int32]) -> Workload {
    Workload(sizes.map { JobSketch(at: 0, runs: 1, asks: Request(accelerators: $0)) })
  }

  private func sizes(_ workload: Workload) -> [Int32] {
    workload.request.map { workload.requests[$0.index].accelerators }
  }

  @Test func `few jobs come all, and then jobs drawn again`() {
    let original = workload([1, 2, 3, 4, 0])
    for seed in TestScale.seeds(20) {
      let arrivals = PackingArrivals(ratio: 1.3, accelerators: 20).draw(
        from: original, on: .flat(7), seed: seed
      ).arrivals
      #expect(sizes(arrivals).prefix(5).sorted() == [0, 1, 2, 3, 4], "seed \(seed)")
      let asked = sizes(arrivals).reduce(0, +)
      // Stops when one more accelerator would be too much: a larger job may overshoot.
      #expect((23...29).contains(asked), "seed \(seed): \(asked)")
      #expect(arrivals.submit.allSatisfy { $0 == .zero })
      #expect(arrivals.duration.allSatisfy { Instant.zero + $0 == .never })
    }
  }

  @Test func `of many jobs some are left out`() {
    let original = workload(Array(repeating: 2, count: 50) + Array(repeating: 1, count: 30))
    var drawn: Set<[Int32]> = []
    for seed in TestScale.seeds(20) {
      let arrivals = PackingArrivals(ratio: 0.5, accelerators: 100).draw(
        from: original, on: .flat(7), seed: seed
      ).arrivals
      #expect((49...50).contains(sizes(arrivals).reduce(0, +)), "seed \(seed)")
      drawn.insert(sizes(arrivals))
    }
    #expect(drawn.count > 10)
  }

  @Test func `the same seed draws the same arrivals`() {
    let original = workload([1, 2, 3, 4, 5, 6])
    let arrivals = PackingArrivals(ratio: 1, accelerators: 50)
    #expect(
      arrivals.draw(
        from: original, on: .flat(7), seed: 3
      ).arrivals.request
        == arrivals.draw(
          from: original, on: .flat(7), seed: 3
        ).arrivals.request)
  }

  @Test func `jobs that name a model are packed like others`() {
    var original = workload([1, 2, 1])
    original.give(
      [(1, 0), (1, 0), nil], of: [ModelWork(model: "any", task: .training(globalBatch: 1))])
    let topology = Topology.equal(2, islands: [4])
    let draw = PackingArrivals(ratio: 0.5, accelerators: 8).draw(
      from: original, on: topology, seed: 1)
    let packed = PackedCluster(
      draw, on: topology, placement: .fgd, typical: original, seed: 1)
    #expect(packed.holdings.count == draw.arrivals.count)
  }

  /// One node of four; four jobs of one and a last one of two, which finds no room.
  @Test func `curves are means over what has been asked for`() {
    var topology = Topology.flat(1)
    topology.nodeTypes[0] = NodeType(name: "node", chip: ChipHandle(0), accelerators: 4)
    let arrivals = workload([1, 1, 1, 1, 2])
    let packed = PackedCluster(
      PackingDraw(asGiven: arrivals, on: topology), on: topology, placement: .fgd,
      typical: arrivals, seed: 1)
    #expect(packed.holdings.map(\.job.index) == [0, 1, 2, 3])
    let curve = PackingCurve(
      packed.arrivals, packed.holdings, on: topology,
      typical: TypicalTasks(arrivals, on: topology), limit_percent: 150)
    #expect(curve.arrived == 5 && curve.placed == 4)
    #expect(curve.allocation_percent[25] == 25 && curve.allocation_percent[100] == 100)
    #expect(curve.allocation_percent[150] == 100)
    // No sample there: the neighbours count, and further away nothing is known.
    #expect(curve.allocation_percent[26] == 25 && curve.allocation_percent[30] == nil)
    // One is left at 75: no use to the fifth of the jobs that ask for two. 0.2 of 1 in 4.
    #expect(curve.fragmentation_percent[50] == 0 && curve.fragmentation_percent[75] == 5)
  }

  @Test func `shares of samples at one percent are averaged`() {
    var topology = Topology.flat(1)
    topology.nodeTypes[0] = NodeType(name: "node", chip: ChipHandle(0), accelerators: 2)
    let halves = [4, 5, 496].map {
      JobSketch(at: 0, runs: 1, asks: Request(accelerators: 1, share_milli: $0))
    }
    let arrivals = Workload(halves)
    let packed = PackedCluster(
      PackingDraw(asGiven: arrivals, on: topology), on: topology, placement: .bestFit,
      typical: arrivals, seed: 1)
    let curve = PackingCurve(
      packed.arrivals, packed.holdings, on: topology,
      typical: TypicalTasks(arrivals, on: topology), limit_percent: 100)
    // 4 and 9 of 2000 are 0.2 and 0.45 percent: both round to 0; 0.325 is cut to even cents.
    #expect(curve.allocation_percent[0] == 0.32)
    #expect(curve.allocation_percent[25] == 25.25)
  }

  @Test func `the summary over seeds is mean and sample deviation`() {
    let summary = PackingCurve.summary(of: [[1, nil, 4], [3, nil, nil], [5, nil, nil]])
    #expect(summary.mean == [3, nil, 4])
    #expect(summary.deviation == [2, nil, nil])
  }
}
