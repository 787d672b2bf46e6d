public import KoineFormats

/// Which point of an experiment is best so far, by the mean over its seeds: a single run may be lucky.
public struct BestPoint: Sendable {
  private struct Values {
    var settings: [ScenarioSetting]
    var bySeed: [UInt64: Double] = [:]
    var sum = 0.0
  }

  private let prefersMore: Bool
  /// Whether only seeds count that all points of a workload have, so that all are judged on the same
  /// jobs.
  private let isPaired: Bool
  private var points: [Values] = []
  private var places: [[ScenarioSetting]: Int] = [:]

  /// - Parameter isPaired: whether points are compared on the seeds that they have in common.
  public init(prefersMore: Bool, isPaired: Bool) {
    self.prefersMore = prefersMore
    self.isPaired = isPaired
  }

  /// Takes the value of one more run.
  public mutating func note(_ request: RunRequest, _ value: Double) {
    let place = places[request.settings] ?? points.count
    if place == points.count {
      points.append(Values(settings: request.settings))
      places[request.settings] = place
    }
    points[place].sum += value - (points[place].bySeed[request.seed] ?? 0)
    points[place].bySeed[request.seed] = value
  }

  /// The best mean and its settings; `nil` where no point can be judged.
  ///
  /// - Complexity: O(points), or O(runs so far) on common seeds.
  public var best: (mean: Double, settings: [ScenarioSetting])? {
    let common = isPaired ? commonSeeds : [:]
    var best: (mean: Double, settings: [ScenarioSetting])?
    for point in points {
      var mean = point.sum / Double(point.bySeed.count)
      if isPaired {
        let seeds = common[workload(of: point)] ?? []
        if seeds.isEmpty { continue }
        mean = seeds.reduce(0) { $0 + (point.bySeed[$1] ?? 0) } / Double(seeds.count)
      }
      if let best, prefersMore ? mean <= best.mean : mean >= best.mean { continue }
      best = (mean, point.settings)
    }
    return best
  }

  /// By workload, the seeds that all its points have, in ascending order.
  private var commonSeeds: [String: [UInt64]] {
    var common: [String: Set<UInt64>] = [:]
    for point in points {
      let name = workload(of: point)
      common[name] = common[name]?.intersection(point.bySeed.keys) ?? Set(point.bySeed.keys)
    }
    return common.mapValues { $0.sorted() }
  }

  private func workload(of point: Values) -> String {
    point.settings.last { $0.key == "workload" }?.value ?? ""
  }
}
