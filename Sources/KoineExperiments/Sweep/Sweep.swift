public import KoineFormats
public import KoineReports
import KoineStatistics

/// A study with all that it leaves open decided: which runs to make, and what to read off them.
public struct Sweep: Sendable {
  public let study: Study
  /// Settings of each point.
  public let points: [[ScenarioSetting]]
  public let measures: [String]
  /// The first seed of each point: the same for all that set none of their own.
  public let firstSeeds: [UInt64]
  public let seeds: Int
  /// By point, how many seeds are run: of those that do not depend on the seed, two stand for all.
  private var seedCounts: [Int]

  /// Measures where nobody names any.
  public static let usualMeasures = [
    "wait_s.mean", "bounded_slowdown.mean", "utilization.allocated",
  ]

  /// - Throws: that nothing varies, or that there are too many points, or a seed that is none.
  public init(_ study: Study) throws(InputError) {
    self.study = study
    points = try study.settings()
    var asked: [String] = []
    for measure in study.measures where !asked.contains(measure) { asked.append(measure) }
    measures = asked.isEmpty ? Self.usualMeasures : asked
    let usual = try study.document.firstSeed(study.firstSeed)
    firstSeeds = try points.map { point throws(InputError) in
      guard point.contains(where: { $0.key == "seed" }) else { return usual }
      return try study.document.firstSeed(nil, point)
    }
    let count = study.seeds ?? 1
    seeds = count
    seedCounts = Array(repeating: count, count: points.count)
  }

  /// Looks which points depend on the seed, and leaves the runs out that would be copies.
  ///
  /// - Complexity: O(points), beyond the reading of workloads on nodes, which `cache` keeps.
  public mutating func spareCopies(_ cache: InputCache) {
    guard seeds > Comparison.proof else { return }
    seedCounts = points.map { point in
      study.document.dependsOnSeed(point, cache) ? seeds : Comparison.proof
    }
  }

  /// What a runner has to measure: what is asked for, and what tells runs apart.
  public var runnerMeasures: [String] { measures + Comparison.fingerprint }

  /// Point by point, the seeds of a point one after the other.
  public var requests: [RunRequest] {
    points.indices.flatMap { place in
      (0..<seedCounts[place]).map {
        RunRequest(points[place], seed: firstSeeds[place] &+ UInt64($0))
      }
    }
  }

  /// Problems of measures where the measures were asked for.
  public func located(_ error: InputError) -> InputError {
    InputError(
      error.diagnostics.map { problem in
        var problem = problem
        if problem.file == "--measure" { problem.file = study.measureOrigin }
        return problem
      })
  }

  /// What the runs have found.
  ///
  /// - Parameter outcomes: of ``requests``, in their order.
  /// - Throws: every problem that a run was refused for, each once.
  public func report(_ outcomes: [RunOutcome]) throws(InputError) -> SweepReport {
    do throws(InputError) {
      try Comparison.throwRefusals(outcomes)
    } catch {
      throw located(error)
    }
    let keys = study.keys
    var fixedPoints = 0
    var start = 0
    let rows = zip(points, seedCounts).map { point, count in
      let records = outcomes[start..<start + count].compactMap(\.record)
      start += count
      let isFixed = records.count > 1 && records.allSatisfy { $0.values == records[0].values }
      if isFixed { fixedPoints += 1 }
      return SweepReport.Point(
        values: keys.map { key in point.last { $0.key == key }?.value },
        means: measures.indices.map { measure in
          let values = records.compactMap { $0.values[measure] }
          if values.count < count { return nil }
          return studentInterval(isFixed ? Array(values.prefix(1)) : values)
        })
    }
    var report = SweepReport(
      title: study.title ?? "Sweep over \(keys.joined(separator: ", "))", notes: study.notes,
      scenario: study.document.name, keys: keys, measures: measures.map { MeasureWords($0) },
      firstSeed: Set(firstSeeds).count == 1 ? firstSeeds[0] : nil, seeds: seedCounts.max() ?? seeds,
      runs: outcomes.count,
      storedRuns: outcomes.count { $0.record?.isStored == true }, points: rows)
    report.fixedPoints = fixedPoints
    report.sparedRuns = seeds * points.count - outcomes.count
    return report
  }
}
