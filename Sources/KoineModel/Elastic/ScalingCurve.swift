/// How fast a job's work goes by the number of its accelerators.
///
/// Speeds of one curve compare to each other only: their unit is the curve's own.
public enum ScalingCurve: Hashable, Sendable {
  /// Twice the accelerators, half the time.
  case linear
  /// A part of the work, 0...1, gains nothing from more accelerators. Source: Amdahl, AFIPS 1967.
  case amdahl(serial: Double)
  /// Speeds that were measured at some numbers of accelerators, ascending; straight lines between
  /// them, and nothing gained or lost beyond.
  case measured([Point])
  /// Training that adapts its batch to its accelerators.
  case goodput(GoodputModel)

  /// A measured speed.
  public struct Point: Hashable, Sendable {
    public var accelerators: Int
    public var speed: Double

    public init(accelerators: Int, speed: Double) {
      self.accelerators = accelerators
      self.speed = speed
    }
  }

  /// Work per time, positive.
  ///
  /// - Parameters:
  ///   - accelerators: at least 1.
  ///   - nodes: over how many nodes they are spread; only ``goodput(_:)`` cares.
  /// - Complexity: O(points); of goodput, O(batch sizes that are tried).
  public func speed(on accelerators: Int, nodes: Int = 1) -> Double {
    precondition(accelerators >= 1 && nodes >= 1)
    switch self {
    case .linear: return Double(accelerators)
    case .amdahl(let serial): return 1 / (serial + (1 - serial) / Double(accelerators))
    case .measured(let points): return Self.interpolate(points, at: accelerators)
    case .goodput(let model): return model.best(on: accelerators, nodes: nodes).goodput_per_s
    }
  }

  private static func interpolate(_ points: [Point], at accelerators: Int) -> Double {
    guard let above = points.firstIndex(where: { $0.accelerators >= accelerators }) else {
      return points.last!.speed
    }
    let high = points[above]
    guard above > 0, high.accelerators > accelerators else { return high.speed }
    let low = points[above - 1]
    let part =
      Double(accelerators - low.accelerators) / Double(high.accelerators - low.accelerators)
    return low.speed + part * (high.speed - low.speed)
  }
}
