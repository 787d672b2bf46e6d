import KoineEngine
import KoineModel

/// Best-fit placements on a cluster that stays about 85 % full: each step ends one job of a ring and
/// starts another in its place.
struct PlacementBench {
  private let nodes: Int

  init(nodes: Int) { self.nodes = nodes }

  /// Makes `count` placements and returns a digest of the nodes chosen.
  mutating func run(_ count: Int) -> UInt64 {
    var churn = PlacementChurn(
      on: .nodes(of: 8, accelerators: nodes * 8), sizes: [1, 1, 2, 4, 8], fill: 0.85)
    return churn.run(count)
  }
}
