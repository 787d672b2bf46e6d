import KoineModel

/// How the groups of a kind work.
struct GroupSetting: Hashable {
  var tensorParallel: Int
  var recomputes: Bool

  func replica(_ kind: Int) -> MixedReplica {
    MixedReplica(kind: kind, tensorParallel: tensorParallel, recomputes: recomputes)
  }
}

/// Layer costs of one micro-batch and one setting of groups, asked for once.
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
  private let setting: GroupSetting
  /// Of the whole model on one chip of a group, GB.
  private var wholeOwn_gb = 0.0
  private var wholeShared_gb = 0.0
  private var wholeKept_gb = 0.0
  private var tensorParallel: Int { setting.tensorParallel }
  private var recomputes: Bool { setting.recomputes }

  init(_ costs: some LayerCosts, kinds: Int, _ setting: GroupSetting, microBatch: Int) {
    let (tensorParallel, recomputes) = (setting.tensorParallel, setting.recomputes)
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
    self.setting = setting
    largest_gb = (activations.max() ?? 0) * Double(microBatch) / Double(tensorParallel) / 1e9
    layer_s = times.map { layers in
      layers.map { $0.map { $0.forward_s * (recomputes ? 2 : 1) + $0.backward_s } ?? .infinity }
    }
    whole_s = layer_s.map { $0.reduce(0, +) }
    for layer in layers {
      wholeOwn_gb += states[layer].own / Double(tensorParallel) / 1e9
      wholeShared_gb += states[layer].shared / Double(tensorParallel) / 1e9
      let kept = recomputes ? outputs[layer] : activations[layer]
      wholeKept_gb += kept * Double(microBatch) / Double(tensorParallel) / 1e9
    }
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

  /// Memory of the whole model on one chip of a group with one micro-batch under way, GB.
  func whole_gb(replicas: Int) -> Double {
    wholeOwn_gb + wholeShared_gb / Double(replicas) + wholeKept_gb
  }

  /// What is left of a chip's memory for layers; recomputing holds one layer's activations besides.
  func available_gb(of kind: MixedKind) -> Double {
    if kind.memory_gb == 0 { return .infinity }
    return kind.memory_gb - (recomputes ? largest_gb : 0)
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

/// Layer costs of one micro-batch, for every setting of groups.
struct CostTables: LayerCosts {
  let microBatch: Int
  /// Gradients of the whole model, bytes.
  let gradients_bytes: Double
  private(set) var tables: [CostTable] = []
  /// The first table of each size of groups: times do not depend on what is computed again.
  private var firstOfSize: [Int: Int] = [:]

  init(_ costs: some LayerCosts, kinds: Int, microBatch: Int) {
    self.microBatch = microBatch
    gradients_bytes = (0..<costs.layerCount).reduce(0) { $0 + costs.gradient_bytes(layer: $1) }
    for (index, setting) in Self.settings.enumerated() {
      tables.append(CostTable(costs, kinds: kinds, setting, microBatch: microBatch))
      if firstOfSize[setting.tensorParallel] == nil {
        firstOfSize[setting.tensorParallel] = index
      }
    }
  }

  /// Sizes of groups, each without recomputation and with it.
  static let settings = MixedPool.groupSizes.flatMap { size in
    [false, true].map { GroupSetting(tensorParallel: size, recomputes: $0) }
  }

  subscript(_ setting: Int) -> CostTable { tables[setting] }

  var layerCount: Int { tables[0].layerCount }

  func cost(layer: Int, kind: Int, microBatch: Int, tensorParallel: Int) -> LayerTime? {
    guard let table = firstOfSize[tensorParallel] else { return nil }
    return tables[table].cost(
      layer: layer, kind: kind, microBatch: microBatch, tensorParallel: tensorParallel)
  }

  func gradient_bytes(layer: Int) -> Double { tables[0].gradient_bytes(layer: layer) }
  func output_bytes(layer: Int) -> Double { tables[0].output_bytes(layer: layer) }
  func activation_bytes(layer: Int) -> Double { tables[0].activation_bytes(layer: layer) }
  func state_bytes(layer: Int, replicas: Int) -> Double {
    tables[0].state_bytes(layer: layer, replicas: replicas)
  }
}
