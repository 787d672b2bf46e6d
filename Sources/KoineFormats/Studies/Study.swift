/// What a sweep runs: one scenario at every point of a grid or of a list, for several seeds.
public struct Study: Sendable {
  public var title: String?
  /// What it is about and what it rests on, one paragraph each.
  public var notes: [String] = []
  public var document: ScenarioDocument
  /// Settings of all points alike.
  public var base: [ScenarioSetting] = []
  /// Each point of the grid takes one value of each axis.
  public var axes: [StudyAxis] = []
  /// Points of their own; with axes, each of them is run at every point of the grid.
  public var points: [[ScenarioSetting]] = []
  public var seeds: Int?
  public var firstSeed: UInt64?
  /// Dotted paths of the JSON summary.
  public var measures: [String] = []
  /// Where the measures were asked for, for messages.
  public var measureOrigin = "--measure"

  /// Most points of a study.
  public static let limit = 10_000_000
  /// Most runs of an experiment: all requests are held at once.
  public static let runLimit = 10_000_000

  public init(_ document: ScenarioDocument) { self.document = document }

  /// The keys that differ between points, in the order in which they are given.
  public var keys: [String] {
    var keys: [String] = []
    for key in points.flatMap({ $0.map(\.key) }) + axes.map(\.key) where !keys.contains(key) {
      keys.append(key)
    }
    return keys
  }

  /// What is wrong where so many choices of each kind, all combined, are too many runs.
  public static func excess(_ counts: [Int]) -> InputProblem? {
    var product = 1
    for count in counts {
      let (next, overflows) = product.multipliedReportingOverflow(by: max(1, count))
      product = overflows ? .max : next
    }
    if product <= runLimit { return nil }
    let factors = counts.filter { $0 > 1 }.map(String.init).joined(separator: " x ")
    return .conflict("asks for \(factors) runs, the limit is \(runLimit)")
  }

  /// The settings of every point, the last axis changing fastest.
  ///
  /// - Throws: that nothing varies, that two keys set the same, that a point is there twice, or that there
  ///   are too many points.
  public func settings() throws(InputError) -> [[ScenarioSetting]] {
    var problems: [Diagnostic] = []
    var count = max(1, points.count)
    for axis in axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: max(1, axis.values.count))
      count = overflows ? .max : product
    }
    problems += conflicts
    if axes.isEmpty && points.isEmpty {
      problems.append(
        Diagnostic(
          file: document.name,
          .conflict("nothing varies: say what does, with --vary KEY=VALUES or vary in a study")))
    }
    if count > Self.limit {
      problems.append(
        Diagnostic(file: document.name, key: "vary", .tooLarge(found: count, limit: Self.limit)))
    } else if let problem = Self.excess([count, seeds ?? 1]) {
      problems.append(Diagnostic(file: document.name, key: "seeds", problem))
    }
    if !problems.isEmpty { throw InputError(problems) }
    var settings = (points.isEmpty ? [[]] : points).map { base + $0 }
    for axis in axes {
      settings = settings.flatMap { point in
        axis.values.map { point + [ScenarioSetting(axis.key, $0, origin: axis.origin)] }
      }
    }
    return settings
  }

  /// Keys that set the same, each pair once, and points that are there twice.
  private var conflicts: [Diagnostic] {
    let varied = axes.map { ScenarioSetting($0.key, "", origin: $0.origin) }
    var shapes: Set<[String]> = []
    var problems: [Diagnostic] = []
    for point in points.isEmpty ? [[]] : points where shapes.insert(point.map(\.key)).inserted {
      for problem in document.conflicts(base: base, point + varied)
      where !problems.contains(problem) {
        problems.append(problem)
      }
    }
    return problems + document.repetitions(of: points)
  }
}
