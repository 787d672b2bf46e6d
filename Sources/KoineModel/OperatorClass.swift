/// Kinds of work whose reached share of a nominal figure is known apart: of the peak for products,
/// of the bandwidth for the others.
public enum OperatorClass: String, CaseIterable, Sendable {
  /// Products of weights and activations.
  case gemm
  /// Products of activations: scores and weighted values.
  case attention
  /// Streams from and to the accelerator's memory.
  case memory
  /// Collectives over the scale-up link, of its bandwidth in one direction.
  case link
  /// Collectives over the scale-out network.
  case network
}
