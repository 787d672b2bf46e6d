import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// Speeds of models on a shipped cluster, as the engine asks for them.
@Suite struct ModelSpeedsTests {
  private let topology: Topology
  private let speeds: ModelSpeeds
  private let training = ModelWork(model: "llama-3-8b", task: .training(globalBatch: 64))

  init() throws {
    let resolver = TopologyResolver(catalogue: Repository.topologies)
    topology = try resolver.topology("shanghai-mixed", scale: 1)
    speeds = ModelSpeeds(topology, models: ["llama-3-8b": try resolver.model("llama-3-8b")])
  }

  private func pool(of chip: String) throws -> PoolHandle {
    let place = topology.pools.firstIndex {
      let chipOfPool = topology.nodeType(of: $0).chip
      return chipOfPool != .none && topology.chips[chipOfPool.index].key == chip
    }
    return PoolHandle(try #require(place))
  }

  /// Sixteen accelerators close together are never slower than far apart, and only those in several
  /// racks use uplinks.
  @Test(arguments: ["metax/c550", "biren/br166l", "huawei/ascend-910b"])
  func closerIsNeverSlower(chip: String) throws {
    let found = try PlacementSpread.allCases.dropFirst().map { spread in
      try #require(
        speeds.speed(of: training, accelerators: 16, on: pool(of: chip), spread: spread))
    }
    #expect(found.map(\.unit_ns) == found.map(\.unit_ns).sorted())
    #expect(found.map { $0.uplink_gb_s > 0 } == [false, false, true])
  }

  /// Twice the accelerators are no slower, and at most twice as fast.
  @Test func moreAcceleratorsAreFaster() throws {
    let pool = try pool(of: "metax/c550")
    let times = try [8, 16, 32, 64].map { count in
      try #require(
        speeds.speed(of: training, accelerators: count, on: pool, spread: .fabric)
      ).unit_ns
    }
    for (few, many) in zip(times, times.dropFirst()) {
      #expect(many <= few && many >= few / 2.2, "\(times)")
    }
  }

  /// Where a job has its accelerators' part of uplinks, the plan is chosen for what that part carries:
  /// of four nodes, three in one rack and one in another, worse uplinks never make it faster.
  @Test func worseUplinksAreNeverFaster() throws {
    let resolver = TopologyResolver(catalogue: Repository.topologies)
    var topology = try resolver.topology("h800-reference", scale: 1)
    let model = "llama-3-70b"
    let models = [model: try resolver.model(model)]
    let work = ModelWork(model: model, task: .training(globalBatch: 64))
    var times: [Double] = []
    for oversubscription in [1, 4, 8, 16, 64] as [Double] {
      topology.fabric.oversubscription = oversubscription
      let speeds = ModelSpeeds(topology, models: models, uplinksAreDivided: true)
      let speed = try #require(
        speeds.speed(of: work, accelerators: 32, on: PoolHandle(0), spread: .fabric))
      let type = topology.nodeType(of: topology.pools[0])
      let given_gb_s = type.network_gb_s / oversubscription
      times.append(speed.unit_ns / min(1, given_gb_s / max(speed.uplink_gb_s, 1e-9)))
    }
    #expect(times == times.sorted(), "\(times)")
    #expect(times.last! > times[0])
  }

  /// Runs share what searches find: nothing is searched twice, and on a cluster three times as large only
  /// what a job sees differently; the answers are those of runs that share nothing.
  @Test func runsShareWhatSearchesFind() throws {
    let memory = SpeedMemory()
    let resolver = TopologyResolver(catalogue: Repository.topologies)
    let models = ["llama-3-8b": try resolver.model("llama-3-8b")]
    let works = [
      training, ModelWork(model: "llama-3-8b", task: .batchInference(prompt: 200, output: 50)),
    ]
    func answers(_ topology: Topology, _ memory: SpeedMemory) -> [WorkSpeed?] {
      let speeds = ModelSpeeds(topology, models: models, memory: memory)
      return works.flatMap { work in
        topology.pools.indices.flatMap { pool in
          [4, 16].flatMap { count in
            PlacementSpread.allCases.map { spread in
              speeds.speed(of: work, accelerators: count, on: PoolHandle(pool), spread: spread)
            }
          }
        }
      }
    }
    let first = answers(topology, memory)
    let asked = memory.count
    #expect(asked > 0 && answers(topology, memory) == first && memory.count == asked)
    #expect(answers(topology, SpeedMemory()) == first)
    let larger = try resolver.topology("shanghai-mixed", scale: 3)
    let found = answers(larger, memory)
    #expect(memory.count < 2 * asked)
    #expect(found == answers(larger, SpeedMemory()))
  }

  @Test func photonicCardsServeAndDoNotTrain() throws {
    let pool = try pool(of: "lightelligence/pace2")
    #expect(speeds.speed(of: training, accelerators: 4, on: pool, spread: .node) == nil)
    let answers = ModelWork(
      model: "llama-3-8b", task: .batchInference(prompt: 200, output: 50))
    #expect(speeds.speed(of: answers, accelerators: 4, on: pool, spread: .node) != nil)
    let chip = topology.nodeType(of: topology.pools[pool.index]).chip
    #expect(speeds.estimates(on: chip).contains("photonic.clock_ghz"))
  }
}
