import KoineModel
import Testing

@testable import KoineEngine
@testable import KoinePolicies

/// Typical tasks and fragmentation by hand, after Weng et al., "Beware of Fragmentation", ATC 2023,
/// and the public simulator's cut.
@Suite struct OpenbFragmentationTests {
  @Test func `the commonest tasks up to 95 percent are typical`() {
    let scene = OpenbScene(
      nodes: [(8, 4, "a")],
      asks: [
        .init(cores: 1, accelerators: 1, jobs: 9), .init(cores: 2, accelerators: 2, jobs: 10),
        .init(cores: 3, accelerators: 4, jobs: 1),
      ])
    let typical = TypicalTasks(scene.workload, on: scene.topology)
    // 10 + 9 of 20 are 95 percent: the rest is cut, and the parts are of what is kept.
    #expect(typical.entries.map(\.accelerators) == [2, 1])
    #expect(typical.entries.map(\.part) == [0.5 / 0.95, 0.45 / 0.95])
  }

  @Test func `equally common tasks come by falling demand`() {
    let scene = OpenbScene(
      nodes: [(8, 4, "a")],
      asks: [
        .init(cores: 1, accelerators: 1, share_milli: 500), .init(cores: 1, accelerators: 1),
        .init(cores: 1), .init(cores: 1, accelerators: 2), .init(cores: 2, accelerators: 1),
      ])
    let entries = TypicalTasks(scene.workload, on: scene.topology).entries
    #expect(entries.map(\.cpu_milli) == [2000, 1000, 1000, 1000, 1000])
    #expect(entries.map(\.share_milli) == [1000, 1000, 1000, 500, 0])
    #expect(entries.map(\.accelerators) == [1, 2, 1, 1, 0])
  }

  @Test func `a gang counts once for each of its tasks`() {
    var workload = Workload(name: "gangs")
    workload.requests = [
      Request(accelerators: 32, cpu_milli: 8000), Request(accelerators: 8, tasks: 4),
    ]
    workload.request = [RequestHandle(0), RequestHandle(1)]
    var topology = Topology.flat(1)
    topology.nodeTypes[0] = NodeType(name: "node", chip: ChipHandle(0), accelerators: 8)
    let entries = TypicalTasks(workload, on: topology).entries
    #expect(entries.map(\.accelerators) == [8, 2])
    #expect(entries.map(\.cpu_milli) == [2000, 0])
    #expect(entries.map(\.part) == [0.5, 0.5])
  }

  @Test func `free accelerators are fragments for those who cannot use them`() {
    var scene = OpenbScene(
      nodes: [(8, 4, "a")],
      asks: [
        .init(cores: 4, accelerators: 2, jobs: 4), .init(cores: 2, jobs: 2),
        .init(cores: 1, accelerators: 1, jobs: 2, chip: "a"), .init(cores: 5, accelerators: 1),
        .init(accelerators: 1, share_milli: 700),
      ])
    // Ten jobs: of the idle 4000, all count for the 0.2 that ask for none.
    #expect(abs(scene.fragments_milli(of: 0) - 0.2 * 4000) < 1e-9)
    scene.put(4, on: 0)
    // 300 + 3000 are free; the 300 are too small for every task.
    #expect(abs(scene.fragments_milli(of: 0) - (0.2 * 3300 + 0.8 * 300)) < 1e-9)
    scene.put(0, on: 0)
    // 4 cores, 300 + 1000: too few for two; too few cores for the one that needs five.
    let parts = 0.4 * 1300 + 0.2 * 1300 + 0.2 * 300 + 0.1 * 1300 + 0.1 * 300
    #expect(abs(scene.fragments_milli(of: 0) - parts) < 1e-9)
  }

  @Test func `accelerators of another chip are fragments`() {
    let scene = OpenbScene(
      nodes: [(8, 4, "a"), (8, 2, "b"), (8, 0, "")],
      asks: [.init(accelerators: 1, chip: "a"), .init(accelerators: 1)])
    #expect(scene.fragments_milli(of: 0) == 0)
    #expect(scene.fragments_milli(of: 1) == 0.5 * 2000)
    #expect(scene.fragments_milli(of: 2) == 0)
  }
}
