import KoineModel
import KoinePerformance
import KoineTestSupport

/// Layer costs made up for tests: each kind takes so long for each layer and sample.
struct PlainCosts: LayerCosts {
  /// Forward seconds of one sample, kind by kind and layer by layer; backward takes twice that.
  var forward_s: [[Double]]
  var gradients_bytes = 0.0
  var outputs_bytes = 0.0
  var states_bytes = 0.0
  var activations_bytes = 0.0

  var layerCount: Int { forward_s[0].count }

  func cost(layer: Int, kind: Int, microBatch: Int, tensorParallel: Int) -> LayerTime? {
    let time = forward_s[kind][layer] * Double(microBatch) / Double(tensorParallel)
    return LayerTime(forward_s: time, backward_s: 2 * time)
  }

  func gradient_bytes(layer: Int) -> Double { gradients_bytes }
  func output_bytes(layer: Int) -> Double { outputs_bytes }
  func state_bytes(layer: Int, replicas: Int) -> Double { states_bytes }
  func activation_bytes(layer: Int) -> Double { activations_bytes }
}

/// A random job: costs, links and a plan that divides.
struct RandomMix {
  var costs: PlainCosts
  var links: MixedLinks
  var plan: MixedPlan

  /// - Parameter takesTurns: whether parts of its stages take turns, if it has enough layers.
  init(seed: UInt64, takesTurns: Bool = false) {
    var random = SplitMix64(seed: seed)
    let kinds = random.integer(in: 1...3)
    let layers = random.integer(in: 2...12)
    let speed = (0..<kinds).map { _ in random.unit() + 0.1 }
    costs = PlainCosts(
      forward_s: speed.map { factor in (0..<layers).map { _ in factor * (0.5 + random.unit()) } })
    costs.gradients_bytes = random.unit() * 1e9
    costs.outputs_bytes = random.unit() * 1e8
    links = MixedLinks(kinds: kinds, interface_gb_s: 0.1 + random.unit())
    links.latency_s = random.unit() * 0.001
    let stages = random.integer(in: 1...min(4, layers))
    let columns = random.integer(in: 1...3)
    var bounds = Set<Int>()
    while bounds.count < stages - 1 { bounds.insert(random.integer(in: 1...layers - 1)) }
    let cuts = [0] + bounds.sorted() + [layers]
    plan = MixedPlan(
      stages: zip(cuts, cuts.dropFirst()).map { begin, end in
        MixedStage(
          layers: begin..<end,
          replicas: (0..<columns).map { _ in
            MixedReplica(
              kind: random.integer(in: 0...kinds - 1), tensorParallel: random.pick([1, 2, 4]))
          })
      },
      microBatch: random.integer(in: 1...4),
      microBatches: (0..<columns).map { _ in random.integer(in: 1...20) })
    if takesTurns && stages > 1 && plan.stages.allSatisfy({ $0.layers.count > 1 }) {
      plan.microBatches = plan.microBatches.map { $0 * stages }
      plan.turns = 2
    }
  }
}
