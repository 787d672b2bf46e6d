import KoineEngine
import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// When elastic policies divide accelerators anew, and what becomes of a job that finds no nodes.
@Suite struct ElasticRoundTests {
  /// Two jobs of three on one node each, for 100 s, then one of two on one node, for 5 s. On two nodes of
  /// four they leave one free here and one there.
  private var workload: Workload {
    func onOneNode(_ accelerators: Int32) -> Request {
      Request(accelerators: accelerators, locality: .node, localityIsRequired: true)
    }
    return Workload([
      JobSketch(at: 0, runs: 100, asks: onOneNode(3)),
      JobSketch(at: 0, runs: 100, asks: onOneNode(3)),
      JobSketch(at: 0, runs: 5, asks: onOneNode(2)),
    ])
  }

  private func run(_ name: AllocatorName, on topology: Topology) throws -> (RunLog, divisions: Int)
  {
    var policy = PolicySpecification(allocator: name)
    try policy.set("allocator.quantum_s", to: "10")
    let counts = AllocatorCounts()
    var simulator = Simulator(
      workload, on: topology,
      policy: ElasticPolicy(
        name, policy.values(of: .allocator), workload, topology, BestFit(), speeds: nil,
        counts: counts), attempts: AttemptPlan(workload))
    simulator.run(until: .never)
    return (simulator.finish(), counts.allocations)
  }

  /// The third job is given the two that are free and finds no node. Rounds last 10 s: accelerators are
  /// divided at 0, at 100 and never between, and it runs from 100 to 105.
  @Test(arguments: [AllocatorName.proportional, .pollux])
  func nothingIsDividedAnewWhereNothingChanged(name: AllocatorName) throws {
    let (log, divisions) = try run(name, on: .equal(2, islands: [4]))
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 100])
    #expect(divisions == 2)
  }

  /// With a node of two of another kind beside them, it takes that, which nobody else was given.
  @Test(arguments: [AllocatorName.proportional, .pollux])
  func whoFindsNoNodesTakesWhatIsLeftOfAnotherKind(name: AllocatorName) throws {
    var topology = Topology(name: "two kinds")
    for (product, nodes, slots) in [("a", 2, 4), ("b", 1, 2)] {
      let handle = topology.chips.count
      topology.chips.append(Chip(key: "test/\(product)", vendor: "test", product: product))
      topology.nodeTypes.append(
        NodeType(
          name: product, chip: ChipHandle(handle), accelerators: slots, islands: [slots],
          cpu_milli: .max, memory_mib: .max))
      topology.append(
        NodeTypeHandle(handle), count: nodes, names: [product], racks: .nodesPerRack(nodes))
    }
    let log = try run(name, on: topology).0
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 0])
    #expect(log.pool == [PoolHandle(0), PoolHandle(0), PoolHandle(1)])
  }
}
