public import KoineModel

/// What the layers of a job cost on each kind of chip: the one thing that mixed plans ask for.
///
/// A measured profile answers it, and so does a roofline. Kinds are numbered as the job numbers them;
/// layers count from the embedding to the output.
public protocol LayerCosts {
  var layerCount: Int { get }

  /// Times of one layer for one micro-batch on a group of `tensorParallel` chips of a kind; `nil`
  /// where nobody knows.
  func cost(layer: Int, kind: Int, microBatch: Int, tensorParallel: Int) -> LayerTime?

  /// Gradients that data parallelism adds up for a layer, bytes.
  func gradient_bytes(layer: Int) -> Double

  /// What a layer hands to the next for one sample, bytes.
  func output_bytes(layer: Int) -> Double

  /// Weights, gradients and optimiser state of a layer that one of so many replicas holds, bytes; 0
  /// where memory does not matter.
  func state_bytes(layer: Int, replicas: Int) -> Double

  /// What the backward pass of a layer needs of the forward pass of one sample, bytes.
  func activation_bytes(layer: Int) -> Double
}

extension LayerCosts {
  public func state_bytes(layer: Int, replicas: Int) -> Double { 0 }
  public func activation_bytes(layer: Int) -> Double { 0 }
}

/// Layer costs as they were measured, chip kind by chip kind.
public struct ProfiledLayerCosts: LayerCosts, Sendable {
  /// One profile for each kind.
  public var profiles: [LayerProfile]
  public var gradients_bytes: [Double]
  public var outputs_bytes: [Double]

  /// - Precondition: both lists have one entry for each layer.
  public init(_ profiles: [LayerProfile], gradients_bytes: [Double], outputs_bytes: [Double]) {
    precondition(gradients_bytes.count == outputs_bytes.count)
    self.profiles = profiles
    self.gradients_bytes = gradients_bytes
    self.outputs_bytes = outputs_bytes
  }

  public var layerCount: Int { gradients_bytes.count }

  public func cost(
    layer: Int, kind: Int, microBatch: Int, tensorParallel: Int
  ) -> LayerTime? {
    profiles[kind].cost(
      layer: layer, .init(microBatch: microBatch, tensorParallel: tensorParallel))
  }

  public func gradient_bytes(layer: Int) -> Double { gradients_bytes[layer] }
  public func output_bytes(layer: Int) -> Double { outputs_bytes[layer] }
}
