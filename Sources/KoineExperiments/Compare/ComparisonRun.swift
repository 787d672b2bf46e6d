public import KoineFormats
public import KoineReports
import KoineStatistics

/// A comparison that is under way: the records so far, and whether they suffice.
public struct ComparisonRun: Sendable {
  public let comparison: Comparison
  /// Seeds that have been run.
  public private(set) var seeds = 0
  public private(set) var runs = 0
  public private(set) var storedRuns = 0
  /// By workload, measure and variant, one value a seed.
  private var values: [[[[Double?]]]]
  /// Warm-ups that were left out, percent, of all workloads and seeds.
  private var warmUps: [Int] = []
  /// By workload and variant: all that was measured with the first seed, and whether it was the same
  /// with all others.
  private var fingerprints: [[(record: RunRecord, isSame: Bool)?]]
  /// Runs that were not made, because they would have been copies.
  private var sparedRuns = 0

  /// Reports look variants and workloads up by name: those that share one get a number.
  public init(_ comparison: Comparison) {
    var comparison = comparison
    comparison.variants = Variant.distinct(comparison.variants)
    comparison.workloads = Variant.distinct(comparison.workloads)
    self.comparison = comparison
    let variants = [[Double?]](repeating: [], count: comparison.variants.count)
    values = Array(
      repeating: Array(repeating: variants, count: comparison.measures.count),
      count: comparison.workloads.count)
    fingerprints = Array(
      repeating: Array(repeating: nil, count: comparison.variants.count),
      count: comparison.workloads.count)
  }

  /// The requests of the next round, empty when nothing more is needed or allowed.
  public func next() -> [RunRequest] { comparison.requests(seeds..<seeds + nextCount) }

  /// Seeds of the next round: what the spread so far suggests, at most twice as many again.
  private var nextCount: Int {
    if seeds == 0 {
      let needsAll = comparison.isSeedless.isEmpty || comparison.isSeedless.joined().contains(false)
      return needsAll ? comparison.seeds : min(comparison.seeds, Comparison.proof)
    }
    guard comparison.precision != nil, seeds < comparison.seedLimit, let excess else { return 0 }
    var more = RelativeChange.fewPairs - seeds
    if excess > 1 {
      let wanted = Double(seeds) * excess * excess
      more = max(more, Int(min(max(1, wanted - Double(seeds)), Double(2 * seeds)).rounded(.up)))
    }
    return min(max(0, more), comparison.seedLimit - seeds)
  }

  /// Takes the outcomes of ``next()``, in its order.
  ///
  /// - Throws: every problem that a run was refused for, each once.
  public mutating func add(_ outcomes: [RunOutcome]) throws(InputError) {
    try Comparison.throwRefusals(outcomes)
    let range = seeds..<seeds + nextCount
    var next = outcomes.makeIterator()
    for workload in comparison.workloads.indices {
      for seed in range {
        let records = comparison.variants.indices.map { variant in
          comparison.isRun(workload: workload, variant: variant, seed: seed)
            ? next.next()?.record : copy(workload, variant)
        }
        add(records, workload: workload)
      }
    }
    let pairs = comparison.workloads.count * comparison.variants.count
    let isAll = seeds == 0 && range.count < comparison.seeds
    sparedRuns += (isAll ? comparison.seeds : range.count) * pairs - outcomes.count
    seeds += range.count
    runs += outcomes.count
    storedRuns += outcomes.count { $0.record?.isStored == true }
    try refuseUnknown()
  }

  /// - Throws: measures of which there is nothing to compare.
  private func refuseUnknown() throws(InputError) {
    let problems = comparison.measures.indices.compactMap { measure -> Diagnostic? in
      let name = comparison.measures[measure]
      let variant = comparison.variants.indices.first { variant in
        values.contains { workload in
          let all = workload[measure][variant]
          let isAsked = measure == 0 && comparison.precision != nil
          return isAsked ? all.contains(nil) : all.allSatisfy { $0 == nil }
        }
      }
      guard let variant, measure == 0 && comparison.precision != nil || isUnknown(measure) else {
        return nil
      }
      return Diagnostic(
        file: "--measure",
        .conflict("\(name) is unknown in a run of \(comparison.variants[variant].name)"))
    }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// Whether no two variants have a value of the measure.
  private func isUnknown(_ measure: Int) -> Bool {
    comparison.variants.count > 1
      ? values.allSatisfy { workload in
        workload[measure].dropFirst().allSatisfy { variant in
          zip(variant, workload[measure][0]).allSatisfy { $0 == nil || $1 == nil }
        }
      }
      : values.allSatisfy { $0[measure].joined().allSatisfy { $0 == nil } }
  }

  /// What stands for a run that was not made; `nil` if the seeds before did differ.
  private func copy(_ workload: Int, _ variant: Int) -> RunRecord? {
    guard let known = fingerprints[workload][variant], known.isSame else { return nil }
    return known.record
  }

  /// The runs of one seed, one for each variant.
  private mutating func add(_ records: [RunRecord?], workload: Int) {
    let names = comparison.runnerMeasures
    let place = comparison.measures.count
    let percent: Int
    switch comparison.warmUp {
    case .percent(let fixed): percent = fixed
    case .automatic: percent = records.compactMap { $0?.values[place] }.max().map { Int($0) } ?? 0
    }
    warmUps.append(percent)
    for (variant, record) in records.enumerated() {
      guard let record else { continue }
      let known = fingerprints[workload][variant]
      fingerprints[workload][variant] = (
        known?.record ?? record,
        known.map { $0.isSame && $0.record.values == record.values } ?? true
      )
    }
    for (index, measure) in comparison.measures.enumerated() {
      let name = Comparison.hasWarmUp(measure) ? "after_warm_up.\(percent).\(measure)" : measure
      let column = names.firstIndex(of: name)!
      for (variant, record) in records.enumerated() {
        guard let record else { continue }
        values[workload][index][variant].append(record.values[column])
      }
    }
  }

  /// Whether all seeds gave the variant the same run: then one of them is all that was found.
  private func isFixed(_ workload: Int, _ variant: Int) -> Bool {
    seeds > 1 && fingerprints[workload][variant]?.isSame == true
  }

  /// Whether nothing at all depends on the seed.
  private var isFixed: Bool {
    comparison.workloads.indices.allSatisfy { workload in
      comparison.variants.indices.allSatisfy { isFixed(workload, $0) }
    }
  }

  /// Whether every interval of the first measure is as narrow as asked; `nil` where no precision was
  /// asked for or nothing varies.
  public var isPrecise: Bool? {
    guard comparison.precision != nil else { return nil }
    let isJudged = contrasts(measure: 0).allSatisfy(\.isJudged)
    if !isJudged { return false }
    return excess.map { $0 <= 1 && seeds >= RelativeChange.fewPairs }
  }

  /// The widest interval of the first measure over the width that is asked for; `nil` where there is
  /// none.
  private var excess: Double? {
    guard let precision = comparison.precision else { return nil }
    let widths = contrasts(measure: 0).compactMap { contrast in
      contrast.isFixed
        ? nil
        : contrast.difference.relative.map { $0.isBounded ? $0.halfWidth ?? .infinity : .infinity }
    }
    return widths.max().map { $0 / precision }
  }

  /// Every variant against the baseline by one measure, on every workload where both have it with all
  /// seeds: a seed is lost by how a variant did on it, so that the others would be no fair sample.
  private func contrasts(measure: Int) -> [ComparisonReport.Contrast] {
    comparison.workloads.indices.flatMap { workload in
      comparison.variants.indices.dropFirst().compactMap { variant in
        let all = values[workload][measure]
        let pairs = zip(all[variant], all[0]).compactMap { first, second in
          first.flatMap { first in second.map { (first, $0) } }
        }
        if pairs.isEmpty || pairs.count < all[0].count { return nil }
        let isFixed = isFixed(workload, variant) && isFixed(workload, 0)
        let independent = isFixed ? Array(pairs.prefix(1)) : pairs
        let difference = PairedDifference(
          independent.map(\.0), independent.map(\.1), confidence: comparison.confidence)
        return ComparisonReport.Contrast(
          workload: comparison.workloads[workload].name,
          variant: comparison.variants[variant].name,
          measure: MeasureWords(comparison.measures[measure]), difference: difference,
          adjustedP: difference.pValue, isFixed: isFixed)
      }
    }
  }

  /// What has been found so far.
  public func report(scenario: String) -> ComparisonReport {
    var report = ComparisonReport(
      scenario: scenario, variants: comparison.variants.map(\.name),
      workloads: comparison.workloads.map(\.name),
      measures: comparison.measures.map { MeasureWords($0) }, firstSeed: comparison.firstSeed,
      seeds: seeds, runs: runs, storedRuns: storedRuns, warmUp: warmUpSentence,
      confidence: comparison.confidence, precision: comparison.precision, isPrecise: isPrecise)
    report.isFixed = isFixed
    report.sparedRuns = sparedRuns
    for (workload, variants) in comparison.workloads.enumerated() {
      for (measure, path) in comparison.measures.enumerated() {
        for (variant, named) in comparison.variants.enumerated() {
          let asked = values[workload][measure][variant]
          let known = asked.compactMap { $0 }
          let all = isFixed(workload, variant) ? Array(known.prefix(1)) : known
          let isKnown = !known.isEmpty && known.count == asked.count
          report.means.append(
            .init(
              workload: variants.name, variant: named.name, measure: MeasureWords(path),
              value: isKnown ? studentInterval(all, confidence: comparison.confidence) : nil,
              unknownSeeds: asked.count - known.count))
        }
      }
    }
    var contrasts = comparison.measures.indices.flatMap { self.contrasts(measure: $0) }
    let adjusted = holmAdjusted(contrasts.compactMap(\.difference.pValue))
    var next = adjusted.makeIterator()
    for index in contrasts.indices where contrasts[index].difference.pValue != nil {
      contrasts[index].adjustedP = next.next()
    }
    report.contrasts = contrasts
    return report
  }

  private var warmUpSentence: String {
    let low = warmUps.min() ?? 0
    let high = warmUps.max() ?? 0
    if high == 0 || !comparison.measures.contains(where: Comparison.hasWarmUp) {
      return "No warm-up is left out."
    }
    let share = low == high ? "first \(high) %" : "first \(low) to \(high) %"
    let rule =
      comparison.warmUp == .automatic ? " (MSER-5, the same for all variants of a seed)" : ""
    return "Of waits, completion times and slowdowns, the \(share) of the jobs are left out as "
      + "warm-up\(rule)."
      + (comparison.measures.contains { $0.hasPrefix("wait_s_by_size.") }
        ? " Waits by size are of the whole run." : "")
  }
}
