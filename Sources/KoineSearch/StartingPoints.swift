/// Proposes given points first, then what another optimiser proposes.
public final class StartingPoints: Optimiser {
  private var points: [[Double]]
  private let source: any Optimiser
  private var trials = 0

  /// - Parameters:
  ///   - points: what is worth trying before anything is known; may be empty.
  ///   - source: what comes afterwards; it is told nothing.
  public init(_ points: [[Double]], then source: any Optimiser) {
    self.points = points
    self.source = source
  }

  public func ask() -> [Probe] {
    let next = points.isEmpty ? source.ask().map(\.point) : points
    points = []
    return next.map { point in
      trials += 1
      return Probe(trial: trials - 1, point: point)
    }
  }

  public func tell(_ evaluations: [Evaluation]) {}
}
