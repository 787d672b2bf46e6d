#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much training gets done per second by data-parallel replicas, when the batch may grow with their
/// number.
///
/// Goodput is throughput times statistical efficiency: a larger batch feeds more accelerators but takes
/// more samples to learn as much. Source: Qiao et al., "Pollux", OSDI 2021, section 3; the names of the
/// seven parameters of the time of a step are those of its code (petuum/adaptdl).
public struct GoodputModel: Hashable, Sendable {
  /// Time of a step's computing, s, without and per sample of a replica's batch.
  public var alpha_c: Double
  public var beta_c: Double
  /// Time of its communicating across nodes, s, for two replicas and for each beyond.
  public var alpha_n: Double
  public var beta_n: Double
  /// The same inside one node.
  public var alpha_r: Double
  public var beta_r: Double
  /// How well the two overlap: 1 not at all, large completely.
  public var gamma: Double
  /// Samples of the batch that the work is counted in, and most that may be used.
  public var baseBatch: Int
  public var mostBatch: Int
  /// Most samples that one replica computes at once.
  public var mostLocalBatch: Int
  /// Gradient noise scale, samples: how far the batch can grow before it stops paying. `nil` if nobody
  /// knows; then the batch stays as it is.
  public var noiseScale: Double?

  /// - Parameter steps: `alpha_c`, `beta_c`, `alpha_n`, `beta_n`, `alpha_r`, `beta_r`, `gamma`.
  public init(
    steps: [Double], baseBatch: Int, mostBatch: Int, mostLocalBatch: Int, noiseScale: Double?
  ) {
    precondition(steps.count == 7 && baseBatch >= 1 && mostBatch >= baseBatch)
    precondition(mostLocalBatch >= 1)
    (alpha_c, beta_c, alpha_n, beta_n) = (steps[0], steps[1], steps[2], steps[3])
    (alpha_r, beta_r, gamma) = (steps[4], steps[5], steps[6])
    self.baseBatch = baseBatch
    self.mostBatch = mostBatch
    self.mostLocalBatch = mostLocalBatch
    self.noiseScale = noiseScale
  }

  /// Time of one step, s.
  ///
  /// - Parameters:
  ///   - localBatch: samples of a replica at once.
  ///   - accumulated: how many such batches are computed before the last, without communicating.
  public func step_s(
    replicas: Int, nodes: Int, localBatch: Double, accumulated: Int = 0
  ) -> Double {
    let compute_s = alpha_c + beta_c * localBatch
    var network_s = 0.0
    if replicas > 1 {
      let (alpha, beta) = nodes > 1 ? (alpha_n, beta_n) : (alpha_r, beta_r)
      network_s = alpha + beta * Double(replicas - 2)
    }
    let last_s = pow(pow(compute_s, gamma) + pow(network_s, gamma), 1 / gamma)
    return Double(accumulated) * compute_s + last_s
  }

  /// How much a sample of a batch is worth, beside one of the base batch.
  public func efficiency(batch: Double) -> Double {
    let base = Double(baseBatch)
    guard let noiseScale else { return batch > base ? base / batch : 1 }
    return (noiseScale + base) / (noiseScale + batch)
  }

  /// The batch that gets most done, and how much that is in samples of the base batch per second.
  ///
  /// - Complexity: O(batch sizes tried), 50 as in the original; one where the batch may not grow.
  public func best(on replicas: Int, nodes: Int) -> (batch: Double, goodput_per_s: Double) {
    let least = Double(max(baseBatch, replicas))
    let most = noiseScale == nil ? least : max(least, Double(mostBatch))
    let last = most > least ? 49 : 0
    var found = (batch: least, goodput_per_s: 0.0)
    for step in 0...last {
      let batch = step == 0 ? least : least * pow(most / least, Double(step) / Double(last))
      let local = batch / Double(replicas)
      let pieces = max(1, (local / Double(mostLocalBatch)).rounded(.up))
      let time_s = step_s(
        replicas: replicas, nodes: nodes, localBatch: local / pieces,
        accumulated: Int(pieces) - 1)
      let goodput = batch / time_s * efficiency(batch: batch)
      if goodput > found.goodput_per_s { found = (batch, goodput) }
    }
    return found
  }
}
