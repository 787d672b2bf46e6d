import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The choice of a chip by speed, energy, rent and the need of others.
@Suite struct AffinityTests {
  /// One accelerator each of `test/plain` (100 W, 10 CNY/h) and `test/light` (50 W, 30 CNY/h).
  private var topology: Topology {
    var topology = Topology(name: "two kinds")
    for (key, power_w, rent) in [("test/plain", 100.0, 10.0), ("test/light", 50, 30)] {
      var chip = Chip(key: key, vendor: "test", product: String(key.dropFirst(5)))
      chip.tdp_w = Figure(power_w)
      chip.rent_cny_per_hour = Figure(rent)
      topology.chips.append(chip)
      let handle = topology.chips.count - 1
      topology.nodeTypes.append(
        NodeType(
          name: key, chip: ChipHandle(handle), accelerators: 1, islands: [1], cpu_milli: .max,
          memory_mib: .max))
      topology.append(
        NodeTypeHandle(handle), count: 1, names: [key], racks: .nodesPerRack(1))
    }
    return topology
  }

  /// `either` takes 10 s a unit on plain and 9 on light; `linear` 40 on plain and 10 on light.
  private let speeds = TableSpeeds([
    .init("either", nil, WorkSpeed(unit_ns: 10e9), pools: [0]),
    .init("either", nil, WorkSpeed(unit_ns: 9e9), pools: [1]),
    .init("linear", nil, WorkSpeed(unit_ns: 40e9), pools: [0]),
    .init("linear", nil, WorkSpeed(unit_ns: 10e9), pools: [1]),
  ])

  private func run(_ works: [Int], _ settings: [String: Double]) throws -> RunLog {
    var workload = Workload(
      works.indices.map { _ in JobSketch(at: 0, runs: 1, on: 1) })
    workload.give(
      works.map { (1, $0) },
      of: ["either", "linear"].map {
        ModelWork(model: $0, task: .batchInference(prompt: 1, output: 1))
      })
    var policy = PolicySpecification(order: .fifo, placement: .affinity, backfill: .skip)
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      try policy.set("placement.\(name)", to: .number(value))
    }
    return simulate(
      workload, on: topology, policy: policy,
      options: RunOptions(performance: Performance(speeds: speeds)))
  }

  private let speedOnly = ["speed": 1.0, "energy": 0, "rent": 0, "scarcity": 0]

  /// Who could use either leaves the photonic card to who needs it: 10 and 10 s. Judged by speed
  /// alone it takes the card, and the other one runs for 40 s.
  @Test func aScarceChipIsKeptForWhoNeedsIt() throws {
    let kept = try run([0, 1], ["energy": 0, "rent": 0])
    #expect(kept.pool == [PoolHandle(0), PoolHandle(1)])
    #expect(kept.finish.map(\.wholeSeconds) == [10, 10])
    let taken = try run([0, 1], speedOnly)
    #expect(taken.pool == [PoolHandle(1), PoolHandle(0)])
    #expect(taken.finish.map(\.wholeSeconds) == [9, 40])
  }

  /// Of one unit of `either`, plain takes 1000 J and 2.8 fen, light 450 J and 7.5.
  @Test func energyAndRentPullApart() throws {
    var thrifty = speedOnly
    thrifty["energy"] = 1
    #expect(try run([0], thrifty).pool == [PoolHandle(1)])
    var cheap = speedOnly
    cheap["rent"] = 1
    #expect(try run([0], cheap).pool == [PoolHandle(0)])
  }

  /// The second `linear` job would take four times as long on plain: below a limit of 3 it waits for
  /// the card, above it does not.
  @Test func jobsWaitForWhatSuitsThem() throws {
    var patient = speedOnly
    patient["limit"] = 2
    let waited = try run([1, 1], patient)
    #expect(waited.finish.map(\.wholeSeconds) == [10, 20])
    let taken = try run([1, 1], speedOnly)
    #expect(taken.finish.map(\.wholeSeconds) == [10, 40])
  }

  @Test func jobsThatNobodySpedUpKeepTheOrderOfTheTopology() {
    for seed in TestScale.seeds(12) {
      let cluster = RandomCluster(seed: seed, mixes: true)
      let policy = PolicySpecification(order: .fifo, placement: .affinity, backfill: .easy)
      let log = simulate(cluster.workload, on: cluster.topology, policy: policy)
      #expect(RunAudit(log, cluster.workload, cluster.topology).complaints.isEmpty, "seed \(seed)")
    }
  }
}
