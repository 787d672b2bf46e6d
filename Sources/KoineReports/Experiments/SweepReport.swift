public import KoineStatistics

/// What a sweep found at each of its points.
public struct SweepReport: Sendable {
  /// One point of the grid or list.
  public struct Point: Sendable {
    /// In the order of the keys; `nil` where the point leaves the key as the scenario has it.
    public var values: [String?]
    /// In the order of the measures, over the seeds; `nil` where some run has no such value.
    public var means: [ConfidenceInterval?]

    public init(values: [String?], means: [ConfidenceInterval?]) {
      self.values = values
      self.means = means
    }
  }

  public var title: String
  public var notes: [String]
  public var scenario: String
  public var keys: [String]
  public var measures: [MeasureWords]
  /// `nil` where points have seeds of their own.
  public var firstSeed: UInt64?
  public var seeds: Int
  public var runs: Int
  public var storedRuns: Int
  public var points: [Point]
  /// Points of which all seeds gave the same run.
  public var fixedPoints = 0
  /// Runs that were asked for and not made, because they would have been copies.
  public var sparedRuns = 0

  public init(
    title: String, notes: [String], scenario: String, keys: [String], measures: [MeasureWords],
    firstSeed: UInt64?, seeds: Int, runs: Int, storedRuns: Int, points: [Point]
  ) {
    self.title = title
    self.notes = notes
    self.scenario = scenario
    self.keys = keys
    self.measures = measures
    self.firstSeed = firstSeed
    self.seeds = seeds
    self.runs = runs
    self.storedRuns = storedRuns
    self.points = points
  }

  /// A sentence for each measure that is unknown at some points.
  var unknownMeasures: [String] {
    measures.indices.compactMap { measure in
      let count = points.count { $0.means[measure] == nil }
      if count == 0 { return nil }
      let place = count == points.count ? "every point" : "\(count) of \(points.count) points"
      return "\(measures[measure].path) is unknown at \(place)."
    }
  }

  /// The sweep as JSON, always in the same order.
  public var json: JSONValue {
    .object([
      ("title", .string(title)), ("scenario", .string(scenario)),
      ("keys", .array(keys.map { .string($0) })),
      ("measures", .array(measures.map { .string($0.path) })),
      ("first_seed", firstSeed.map { .integer(Int(clamping: $0)) } ?? .null),
      ("seeds", .integer(seeds)),
      ("runs", .integer(runs)), ("points", .array(points.map(json))),
      ("notes", .array((notes + unknownMeasures).map { .string($0) })),
    ])
  }

  private func json(_ point: Point) -> JSONValue {
    let settings = zip(keys, point.values).compactMap { key, value in
      value.map { (key: key, value: JSONValue.string($0)) }
    }
    let means = zip(measures, point.means).map { measure, mean in
      (
        key: measure.path,
        value: JSONValue.object([
          ("mean", .optional(mean?.estimate)), ("half_width", .optional(mean?.halfWidth)),
        ])
      )
    }
    return .object([("settings", .object(settings)), ("means", .object(means))])
  }
}
