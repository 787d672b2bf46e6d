import KoineModel
import Testing

@testable import KoineEngine
@testable import KoinePolicies

/// The scores of Weng et al., "Beware of Fragmentation", ATC 2023, as their public simulator
/// computes them (hkust-adsl/kubernetes-scheduler-simulator), worked out by hand.
@Suite struct OpenbScoreTests {
  /// Node 0 has 128 cores and 8 accelerators, as the largest openb node; node 1 has 64 and 2.
  private func scene(_ asks: [OpenbScene.Ask]) -> OpenbScene {
    OpenbScene(nodes: [(128, 8, "big"), (64, 2, "small")], asks: asks)
  }

  @Test func `dot product weighs what is free by what is asked for`() {
    let scene = scene([
      .init(cores: 64, accelerators: 4), .init(cores: 32, accelerators: 1, share_milli: 500),
      .init(cores: 64),
    ])
    let score = DotProduct(largest: LargestNode(scene.topology))
    // 1 x 0.5 + 1 x 0.5 = 1, half of that from 1: 0.5.
    #expect(scene.mark(0, on: 0, by: score).score == 50)
    // 0.5 x 0.25 + 0.25 x 0.0625 = 0.140625, half of that from 1: 0.9296875, cut off.
    #expect(scene.mark(1, on: 1, by: score).score == 92)
    // Tasks without accelerators too: 1 x 0.5 = 0.5.
    #expect(scene.mark(2, on: 0, by: score).score == 75)
  }

  @Test func `best fit sees what is left of processors and accelerators`() {
    var scene = scene([
      .init(cores: 64, accelerators: 2), .init(cores: 32, accelerators: 1, share_milli: 500),
      .init(cores: 64, accelerators: 4), .init(cores: 16),
    ])
    let score = LeastLeft(largest: LargestNode(scene.topology))
    #expect(scene.mark(0, on: 1, by: score).score == 100)
    // Left: 32 of 128 cores and 1.5 of 8 accelerators: 1 - 0.125 - 0.09375 = 0.78125.
    #expect(scene.mark(1, on: 1, by: score).score == 78)
    #expect(scene.mark(2, on: 0, by: score).score == 50)
    scene.put(2, on: 0)
    // Left: 48 of 128 cores and 4 of 8 accelerators: 1 - 0.1875 - 0.25 = 0.5625.
    #expect(scene.mark(3, on: 0, by: score).score == 56)
  }

  @Test func `host processors weigh what they are told to`() throws {
    let scene = scene([.init(cores: 32, accelerators: 1)])
    func scores(_ weight: Double) throws -> [Int] {
      var policy = PolicySpecification(order: .fifo, placement: .bestFit, backfill: .skip)
      try policy.set("placement.cpu_weight", to: .number(weight))
      let bestFit = LeastLeft(
        largest: LargestNode(scene.topology), policy.values(of: .placement))
      policy.placement = .dotProduct
      try policy.set("placement.cpu_weight", to: .number(weight))
      let product = DotProduct(
        largest: LargestNode(scene.topology), policy.values(of: .placement))
      return [scene.mark(0, on: 1, by: bestFit).score, scene.mark(0, on: 1, by: product).score]
    }
    // Left: 32 of 128 cores, 1 of 8 accelerators. Products: 0.5 x 0.25 and 0.25 x 0.125.
    #expect(try scores(1) == [75, 87])
    #expect(try scores(0) == [87, 96])
    #expect(try scores(0.25) == [84, 94])
  }

  @Test func `packing prefers shared accelerators, then used nodes, then small idle ones`() {
    var scene = scene([
      .init(accelerators: 1, share_milli: 400), .init(accelerators: 1, share_milli: 300),
      .init(accelerators: 1, share_milli: 700), .init(accelerators: 2), .init(cores: 1),
    ])
    #expect(scene.mark(0, on: 0, by: GpuPacking()).score == 33 - 8)
    #expect(scene.mark(0, on: 1, by: GpuPacking()).score == 33 - 2)
    scene.put(0, on: 0)
    // The one in use has 600 left: 60 percent, a tenth of that from 100.
    #expect(scene.mark(1, on: 0, by: GpuPacking()).score == 94)
    // Which is too little for 700: one idle accelerator of a used node.
    #expect(scene.mark(2, on: 0, by: GpuPacking()).score == 49)
    #expect(scene.mark(3, on: 0, by: GpuPacking()).score == 48)
    #expect(scene.mark(4, on: 0, by: GpuPacking()).score == 0)
  }

  @Test func `packing ranks idle nodes below used ones whatever their size`() {
    let scene = OpenbScene(
      nodes: [(1, 64, "huge"), (1, 16, "large")], asks: [.init(accelerators: 1)])
    #expect(scene.mark(0, on: 0, by: GpuPacking()).score == 0)
    #expect(scene.mark(0, on: 1, by: GpuPacking()).score == 17)
  }

  @Test func `clustering brings tasks of a size together`() {
    var scene = scene([
      .init(accelerators: 1), .init(accelerators: 2), .init(accelerators: 1, share_milli: 500),
      .init(cores: 1),
    ])
    let score = GpuClustering(largest: LargestNode(scene.topology))
    #expect(scene.mark(0, on: 0, by: score).score == 25)
    // Node 1 has 6 of the largest node's 8 accelerators less to begin with: 25 x 6 / 8 = 18.
    #expect(scene.mark(0, on: 1, by: score).score == 25 + 18)
    scene.put(0, on: 0)
    // One of 8 in use: 25 / 8 = 3.
    #expect(scene.mark(0, on: 0, by: score).score == 75 + 3)
    #expect(scene.mark(1, on: 0, by: score).score == 3)
    scene.put(1, on: 0)
    // Three of 8: 75 / 8 = 9. Two sizes are there.
    #expect(scene.mark(0, on: 0, by: score).score == 50 + 9)
    #expect(scene.mark(2, on: 0, by: score).score == 9)
    #expect(scene.mark(3, on: 0, by: score).score == 0)
  }

  @Test func `fragmentation descent looks at what the typical task could use`() {
    var scene = scene([
      .init(accelerators: 1, jobs: 99), .init(accelerators: 1, share_milli: 500),
      .init(accelerators: 2),
    ])
    let typical = TypicalTasks(scene.workload, on: scene.topology)
    #expect(typical.entries.map(\.accelerators) == [1])
    // A half leaves half an accelerator that whole tasks cannot use: 1 / (1 + e^0.5) = 0.3775.
    #expect(scene.mark(1, on: 1, by: Fgd(typical, scene.topology)) == (37, 0))
    // Whole ones leave nothing behind: 1 / (1 + e^0), exactly.
    #expect(scene.mark(2, on: 1, by: Fgd(typical, scene.topology)) == (50, -1))
    scene.put(1, on: 1, slot: 1)
    // The other half of the same accelerator heals it: 1 / (1 + e^-0.5) = 0.6225.
    #expect(scene.mark(1, on: 1, by: Fgd(typical, scene.topology)) == (62, 1))
  }
}
