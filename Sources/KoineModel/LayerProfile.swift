/// What one layer takes for one micro-batch, and for one update of its weights.
public struct LayerTime: Hashable, Sendable {
  public var forward_s: Double
  public var backward_s: Double
  public var update_s: Double

  public init(forward_s: Double, backward_s: Double, update_s: Double = 0) {
    self.forward_s = forward_s
    self.backward_s = backward_s
    self.update_s = update_s
  }
}

/// Times of a model's layers as somebody measured them on one chip.
public struct LayerProfile: Hashable, Sendable {
  /// One setting that was measured.
  public struct Setting: Hashable, Comparable, Sendable {
    public var microBatch: Int
    public var tensorParallel: Int

    public init(microBatch: Int, tensorParallel: Int) {
      self.microBatch = microBatch
      self.tensorParallel = tensorParallel
    }

    public static func < (a: Setting, b: Setting) -> Bool {
      (a.tensorParallel, a.microBatch) < (b.tensorParallel, b.microBatch)
    }
  }

  /// Settings by tensor parallelism and then by micro-batch, and the layers of each in order.
  public private(set) var rows: [(setting: Setting, layers: [LayerTime])]

  public static func == (a: LayerProfile, b: LayerProfile) -> Bool {
    a.rows.count == b.rows.count && zip(a.rows, b.rows).allSatisfy { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for row in rows {
      hasher.combine(row.setting)
      hasher.combine(row.layers)
    }
  }

  /// - Precondition: no setting occurs twice, and all have as many layers.
  public init(_ rows: [(setting: Setting, layers: [LayerTime])]) {
    self.rows = rows.sorted { $0.setting < $1.setting }
    precondition(
      zip(self.rows, self.rows.dropFirst()).allSatisfy {
        $0.setting != $1.setting && $0.layers.count == $1.layers.count
      })
  }

  public var layerCount: Int { rows.first?.layers.count ?? 0 }

  /// The times of a layer; `nil` where the setting was not measured.
  ///
  /// Each part is the least among the micro-batches that are at least as large: less work never takes
  /// longer, and where a profile says so, the small micro-batch was waiting for its host.
  /// - Complexity: O(settings).
  public func cost(layer: Int, _ setting: Setting) -> LayerTime? {
    guard let first = rows.firstIndex(where: { $0.setting == setting }),
      layer < rows[first].layers.count
    else { return nil }
    var cost = rows[first].layers[layer]
    for row in rows[first...] {
      if row.setting.tensorParallel != setting.tensorParallel { break }
      cost.forward_s = min(cost.forward_s, row.layers[layer].forward_s)
      cost.backward_s = min(cost.backward_s, row.layers[layer].backward_s)
    }
    return cost
  }
}
