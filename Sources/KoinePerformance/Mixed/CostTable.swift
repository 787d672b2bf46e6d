import KoineModel

/// Layer costs of one micro-batch and one size of group, asked for once.
struct CostTable: LayerCosts {
  /// Times of each layer, kind by kind; `nil` where nobody knows them.
  private var times: [[LayerTime?]]
  /// Forward and backward time of each layer, kind by kind, with what is computed again, s; infinite
  /// where nobody knows it.
  private(set) var layer_s: [[Double]] = []
  /// The whole model on one group of each kind, s.
  private(set) var whole_s: [Double] = []
  /// Activations of the largest layer for one micro-batch, on one chip of a group, GB.
  private(set) var largest_gb: Double
  private var gradients: [Double]
  private var outputs: [Double]
  private var activations: [Double]
  /// State of each layer is the first part, and the second over the replicas.
  private var states: [(own: Double, shared: Double)]
  private let tensorParallel: Int
  private let recomputes: Bool

  init(
    _ costs: some LayerCosts, kinds: Int, tensorParallel: Int, microBatch: Int, recomputes: Bool
  ) {
    let layers = 0..<costs.layerCount
    times = (0..<kinds).map { kind in
      layers.map {
        costs.cost(
          layer: $0, kind: kind, microBatch: microBatch, tensorParallel: tensorParallel)
      }
    }
    gradients = layers.map { costs.gradient_bytes(layer: $0) }
    outputs = layers.map { costs.output_bytes(layer: $0) }
    activations = layers.map { costs.activation_bytes(layer: $0) }
    states = layers.map { layer in
      let shared =
        2
        * (costs.state_bytes(layer: layer, replicas: 1)
          - costs.state_bytes(layer: layer, replicas: 2))
      return (costs.state_bytes(layer: layer, replicas: 1) - shared, shared)
    }
    self.tensorParallel = tensorParallel
    self.recomputes = recomputes
    largest_gb = (activations.max() ?? 0) * Double(microBatch) / Double(tensorParallel) / 1e9
    layer_s = times.map { layers in
      layers.map { $0.map { $0.forward_s * (recomputes ? 2 : 1) + $0.backward_s } ?? .infinity }
    }
    whole_s = layer_s.map { $0.reduce(0, +) }
  }

  var layerCount: Int { gradients.count }

  func cost(layer: Int, kind: Int, microBatch: Int, tensorParallel: Int) -> LayerTime? {
    times[kind][layer]
  }

  func gradient_bytes(layer: Int) -> Double { gradients[layer] }
  func output_bytes(layer: Int) -> Double { outputs[layer] }
  func activation_bytes(layer: Int) -> Double { activations[layer] }
  func state_bytes(layer: Int, replicas: Int) -> Double {
    states[layer].own + states[layer].shared / Double(replicas)
  }

  /// Memory of each layer on one chip of a group with so many samples under way, GB.
  func memory_gb(underWay: Double, replicas: Int) -> [Double] {
    (0..<layerCount).map { layer in
      let kept = recomputes ? outputs[layer] : activations[layer]
      return (state_bytes(layer: layer, replicas: replicas) + kept * underWay)
        / Double(tensorParallel) / 1e9
    }
  }
}
