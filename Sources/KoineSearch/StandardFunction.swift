#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function of which the optimum is known, by which optimisers are measured.
///
/// Sources: Surjanovic and Bingham, "Virtual Library of Simulation Experiments" (Rosenbrock, Branin,
/// Hartmann); Zitzler, Deb, Thiele, Evolutionary Computation 8(2), 2000 (ZDT).
public enum StandardFunction: String, CaseIterable, Sendable {
  case sphere, rosenbrock, branin, hartmann6, zdt1, zdt2, zdt3

  /// The space it is defined on: 5 dimensions for sphere and Rosenbrock, 30 for ZDT.
  public var space: SearchSpace {
    let ranges: [ClosedRange<Double>] =
      switch self {
      case .sphere: Array(repeating: -5.12...5.12, count: 5)
      case .rosenbrock: Array(repeating: -5...10, count: 5)
      case .branin: [-5...10, 0...15]
      case .hartmann6: Array(repeating: 0...1, count: 6)
      case .zdt1, .zdt2, .zdt3: Array(repeating: 0...1, count: 30)
      }
    return SearchSpace(ranges.enumerated().map { SearchDimension("x\($0 + 1)", .number($1)) })
  }

  /// The least value of a function with one objective.
  public var optimum: Double? {
    switch self {
    case .sphere, .rosenbrock: 0
    case .branin: 0.397887357729738
    case .hartmann6: -3.322368011415514
    case .zdt1, .zdt2, .zdt3: nil
    }
  }

  /// Where hypervolumes of the others are measured from.
  public static let reference = [1.1, 1.1]

  /// The hypervolume of the whole Pareto front: by integration of the published fronts, that of ZDT3
  /// numerically over its five pieces.
  public var frontVolume: Double? {
    switch self {
    case .zdt1: 1.21 - 1.0 / 3
    case .zdt2: 1.21 - 2.0 / 3
    case .zdt3: 1.33176
    case .sphere, .rosenbrock, .branin, .hartmann6: nil
    }
  }

  /// The objectives at a point of the unit cube.
  public func objectives(at point: [Double]) -> [Double] {
    let x = space.values(at: point).map { value -> Double in
      if case .number(let number) = value { number } else { 0 }
    }
    return objectives(of: x)
  }

  private func objectives(of x: [Double]) -> [Double] {
    switch self {
    case .sphere: return [x.reduce(0) { $0 + $1 * $1 }]
    case .rosenbrock:
      return [
        zip(x, x.dropFirst()).reduce(0) { sum, pair in
          let bend = pair.1 - pair.0 * pair.0
          return sum + 100 * bend * bend + (1 - pair.0) * (1 - pair.0)
        }
      ]
    case .branin: return [branin(x[0], x[1])]
    case .hartmann6: return [hartmann(x)]
    case .zdt1, .zdt2, .zdt3: return zdt(x)
    }
  }

  private func branin(_ x: Double, _ y: Double) -> Double {
    let bend = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
    return bend * bend + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
  }

  private func zdt(_ x: [Double]) -> [Double] {
    let g = 1 + 9 * x.dropFirst().reduce(0, +) / Double(x.count - 1)
    let ratio = x[0] / g
    switch self {
    case .zdt1: return [x[0], g * (1 - ratio.squareRoot())]
    case .zdt2: return [x[0], g * (1 - ratio * ratio)]
    default: return [x[0], g * (1 - ratio.squareRoot() - ratio * sin(10 * .pi * x[0]))]
    }
  }
}

private func hartmann(_ x: [Double]) -> Double {
  let heights = [1.0, 1.2, 3.0, 3.2]
  let steepness: [[Double]] = [
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ]
  let places: [[Double]] = [
    [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
  ]
  var sum = 0.0
  for peak in heights.indices {
    var distance = 0.0
    for index in x.indices {
      let offset = x[index] - places[peak][index] * 1e-4
      distance += steepness[peak][index] * offset * offset
    }
    sum += heights[peak] * exp(-distance)
  }
  return -sum
}
