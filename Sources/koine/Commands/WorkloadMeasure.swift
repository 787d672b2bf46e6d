import KoineFormats
import KoineReports

/// One number of a description, as it is shown.
struct WorkloadMeasure {
  enum Unit { case seconds, share, plain, count }

  var label: String
  var value: Double
  var unit: Unit

  init(_ label: String, _ value: Double, _ unit: Unit) {
    self.label = label
    self.value = value
    self.unit = unit
  }

  var text: String { Self.text(value, unit) }

  /// How far `other` is from this value: points for shares, percent for the rest.
  func difference(to other: Double) -> String {
    guard value.isFinite, other.isFinite else { return "-" }
    let sign = other >= value ? "+" : "-"
    if unit == .share { return sign + decimal(abs(other - value) * 100, places: 1) + " pp" }
    guard value != 0 else { return other == 0 ? "+0 %" : "-" }
    return sign + decimal(abs(other / value - 1) * 100, places: 0) + " %"
  }

  static func text(_ value: Double, _ unit: Unit) -> String {
    guard value.isFinite else { return "-" }
    switch unit {
    case .seconds: return readableTime(value)
    case .share: return decimal(value * 100, places: value < 0.0995 ? 2 : 1) + " %"
    case .count: return grouped(Int(value))
    case .plain: return abs(value) < 100 ? decimal(value, places: 2) : grouped(Int(value.rounded()))
    }
  }
}

/// Measures that belong together.
struct WorkloadSection {
  var title: String
  var measures: [WorkloadMeasure]
}

extension WorkloadDescription {
  /// Everything described, section by section; a size range that only one workload has is 0 there.
  func sections(accelerators: Int?, sizeLabels: [String]) -> [WorkloadSection] {
    [
      WorkloadSection(title: "Work", measures: workMeasures(accelerators)),
      WorkloadSection(title: "Arrivals", measures: arrivalMeasures),
      WorkloadSection(title: "Hour of day (mean 1)", measures: hourMeasures),
      WorkloadSection(title: "Day of week", measures: dayMeasures),
      WorkloadSection(title: "Duration", measures: durationMeasures),
      WorkloadSection(title: "Outcomes, share of jobs and of time", measures: outcomeMeasures),
      WorkloadSection(title: "Tenants, share of time and of jobs", measures: tenantMeasures),
      WorkloadSection(
        title: "Sizes, share of jobs and of time", measures: sizeMeasures(sizeLabels)),
    ]
  }

  private func workMeasures(_ accelerators: Int?) -> [WorkloadMeasure] {
    var measures = [
      WorkloadMeasure("jobs", Double(jobs), .count),
      WorkloadMeasure("span", span_s, .seconds),
      WorkloadMeasure("accelerator-hours", work_accelerator_s / 3600, .plain),
      WorkloadMeasure("mean accelerators", meanAccelerators, .plain),
      WorkloadMeasure("median accelerators", medianAccelerators, .plain),
      WorkloadMeasure("median cores", medianCores, .plain),
      WorkloadMeasure("median GiB", medianMemory_gib, .plain),
      WorkloadMeasure("name their chips", constrainedShare, .share),
      WorkloadMeasure("estimate / duration", medianEstimateFactor ?? .nan, .plain),
      WorkloadMeasure("size ~ duration", sizeDurationCorrelation, .plain),
    ]
    if let machine = accelerators ?? machineProcessors, let load = offeredLoad(on: machine) {
      measures.append(WorkloadMeasure("load on \(grouped(machine))", load, .share))
    }
    return measures
  }

  private var arrivalMeasures: [WorkloadMeasure] {
    let names = ["1 min", "10 min", "1 h", "1 d"]
    return [
      WorkloadMeasure("mean gap", arrivals.meanGap_s, .seconds),
      WorkloadMeasure("median gap", arrivals.medianGap_s, .seconds),
      WorkloadMeasure("CV of gaps", arrivals.coefficientOfVariation, .plain),
      WorkloadMeasure("gaps of 0", arrivals.zeroGapShare, .share),
    ]
      + zip(names, arrivals.windows).map {
        WorkloadMeasure("IDC \($0)", $1.indexOfDispersion, .plain)
      }
      + zip(names, arrivals.windows).map { WorkloadMeasure("peak \($0)", $1.peakOverMean, .plain) }
      + zip(names, arrivals.windows).map {
        WorkloadMeasure("acf1 \($0)", $1.autocorrelation, .plain)
      }
  }

  private var hourMeasures: [WorkloadMeasure] {
    arrivals.hourProfile.enumerated().map { WorkloadMeasure("\($0) h", $1, .plain) }
  }

  private var dayMeasures: [WorkloadMeasure] {
    zip(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], arrivals.dayShares)
      .map { WorkloadMeasure($0, $1, .share) }
  }

  private var durationMeasures: [WorkloadMeasure] {
    zip(DurationStatistics.probabilities, duration_s.quantiles_s)
      .map { WorkloadMeasure("p\(Int(($0 * 100).rounded()))", $1, .seconds) }
      + [
        WorkloadMeasure("max", duration_s.max_s, .seconds),
        WorkloadMeasure("mean", duration_s.mean_s, .seconds),
      ]
  }

  private var outcomeMeasures: [WorkloadMeasure] {
    [
      WorkloadMeasure("completed", outcomes.ofJobs.completed, .share),
      WorkloadMeasure("cancelled", outcomes.ofJobs.cancelled, .share),
      WorkloadMeasure("failed", outcomes.ofJobs.failed, .share),
      WorkloadMeasure("completed, time", outcomes.ofWork.completed, .share),
      WorkloadMeasure("cancelled, time", outcomes.ofWork.cancelled, .share),
      WorkloadMeasure("failed, time", outcomes.ofWork.failed, .share),
    ]
  }

  private var tenantMeasures: [WorkloadMeasure] {
    [WorkloadMeasure("tenants", Double(tenants.count), .count)]
      + tenants.topShares.map {
        WorkloadMeasure("top \(Int(($0.fraction * 100).rounded())) %, time", $0.shareOfWork, .share)
      }
      + tenants.topShares.map {
        WorkloadMeasure("top \(Int(($0.fraction * 100).rounded())) %, jobs", $0.shareOfJobs, .share)
      }
      + [WorkloadMeasure("busiest, jobs", tenants.busiest.shareOfJobs, .share)]
  }

  private func sizeMeasures(_ labels: [String]) -> [WorkloadMeasure] {
    labels.flatMap { label -> [WorkloadMeasure] in
      let size = sizes.first { $0.label == label }
      return [
        WorkloadMeasure("\(label): jobs", size?.shareOfJobs ?? 0, .share),
        WorkloadMeasure("\(label): time", size?.shareOfWork ?? 0, .share),
        WorkloadMeasure("\(label): median", size?.medianDuration_s ?? .nan, .seconds),
      ]
    }
  }
}
