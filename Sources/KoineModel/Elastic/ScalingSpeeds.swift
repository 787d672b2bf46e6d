/// Speeds of jobs of plain duration that can grow and shrink, and from another source of all other work.
public struct ScalingSpeeds: SpeedSource {
  private struct Curve {
    var curve: ScalingCurve
    var asked: Int
  }

  private var curves: [String: Curve] = [:]
  /// By pool: accelerators of a node.
  private let nodeSizes: [Int]
  private let other: any SpeedSource

  /// - Parameter workload: made by ``Workload/usingElasticSizes()``.
  public init(_ workload: Workload, on topology: Topology, other: any SpeedSource) {
    self.other = other
    nodeSizes = topology.pools.map { max(1, topology.nodeType(of: $0).accelerators) }
    // Where jobs keep their size, their work is their duration and no curve is asked for.
    if !workload.hasSizes { return }
    var known: Set<Int64> = []
    for (job, size) in workload.elastic.enumerated() where size.curve >= 0 && !size.isRigid {
      let asked = workload.requests[workload.request[job].index].accelerators
      if !known.insert(Int64(size.curve) << 32 | Int64(asked)).inserted { continue }
      curves[Self.name(curve: size.curve, asked: asked)] = Curve(
        curve: workload.scalingCurves[Int(size.curve)], asked: Int(asked))
    }
  }

  /// What the work of a job is called whose duration is given for `asked` accelerators.
  static func name(curve: Int32, asked: Int32) -> String { "scaling \(curve) from \(asked)" }

  /// Whether work of that name is that of a job of plain duration.
  public func knows(_ name: String) -> Bool { curves[name] != nil }

  public func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? {
    guard let entry = curves[work.model] else {
      return other.speed(of: work, accelerators: accelerators, on: pool, spread: spread)
    }
    let given = speed(entry.curve, entry.asked, on: pool, spread)
    return WorkSpeed(unit_ns: 1e9 * given / speed(entry.curve, accelerators, on: pool, spread))
  }

  /// As many accelerators of a node as there are, then the next node.
  private func speed(
    _ curve: ScalingCurve, _ accelerators: Int, on pool: PoolHandle, _ spread: PlacementSpread
  ) -> Double {
    let size = nodeSizes[pool.index]
    return curve.speed(on: accelerators, nodes: (accelerators + size - 1) / size)
  }

  public func speed(
    of work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> WorkSpeed? { other.speed(of: work, on: parts, spread: spread) }

  public func part(
    of work: ModelWork, beside neighbour: ModelWork, accelerators: Int, on pool: PoolHandle
  ) -> Double? { other.part(of: work, beside: neighbour, accelerators: accelerators, on: pool) }
}
