import Foundation
import KoineModel

/// Reads the load of a service: a constant rate, rates by hour, a daily wave, or a trace.
struct LoadReader {
  /// Where relative paths start.
  let folder: String

  static let keys = [
    "by_hour", "mean", "peak", "peak_hour", "trace", "interval", "scale", "repeat",
  ]

  /// A load, and the mean lengths of its requests where a trace tells them.
  struct Load {
    var curve: LoadCurve
    var promptTokens: Int?
    var outputTokens: Int?
  }

  func load(_ value: YAMLValue) -> Load? {
    if value.isScalar {
      return value.number(.requests_per_s).map { Load(curve: LoadCurve(requests_per_s: $0)) }
    }
    guard let fields = value.mapping(known: Self.keys) else { return nil }
    let kinds = ["by_hour", "mean", "trace"].filter { fields[$0] != nil }
    guard kinds.count == 1 else {
      let found = kinds.isEmpty ? "neither" : kinds.joined(separator: " and ")
      value.report(.wrongType(found: found, expected: "one of by_hour, mean and trace"))
      return nil
    }
    let usable = Self.companions[kinds[0]] ?? []
    for (key, entry) in fields.entries where key != kinds[0] && !usable.contains(key) {
      entry.report(.conflict("says nothing beside \(kinds[0])"))
    }
    switch kinds[0] {
    case "by_hour": return byHour(fields).map { Load(curve: $0) }
    case "mean": return dailyWave(fields).map { Load(curve: $0) }
    default: return trace(fields)
    }
  }

  private static let companions = [
    "by_hour": ["scale"], "mean": ["peak", "peak_hour"], "trace": ["interval", "scale", "repeat"],
  ]

  /// 24 rates, from midnight of the workload's clock on.
  private func byHour(_ fields: YAMLMapping) -> LoadCurve? {
    guard let value = fields["by_hour"], let list = value.list() else { return nil }
    let rates = list.compactMap { $0.number(.requests_per_s) }
    guard list.count == 24 else {
      value.report(.wrongType(found: "\(list.count) numbers", expected: "24 numbers"))
      return nil
    }
    guard rates.count == 24 else { return nil }
    return scaled(
      LoadCurve(rates: rates, interval: Interval(seconds: Int64(3600)), repeats: true), fields)
  }

  /// A cosine over the day around `mean`, highest at `peak_hour`, in steps of a quarter of an hour.
  private func dailyWave(_ fields: YAMLMapping) -> LoadCurve? {
    guard let mean = fields["mean"]?.number(.requests_per_s) else { return nil }
    // Twice the mean is the highest peak of a wave that never falls below 0.
    let range = Quantity("requests/s", mean...(2 * mean))
    let peak = fields["peak"]?.number(range) ?? mean
    let hour = fields["peak_hour"]?.number(.hourOfDay) ?? 15
    let steps = 96
    let rates = (0..<steps).map { step in
      let middle = (Double(step) + 0.5) * 24 / Double(steps)
      return max(0, mean + (peak - mean) * cos(2 * .pi * (middle - hour) / 24))
    }
    return LoadCurve(rates: rates, interval: Interval(seconds: Int64(900)), repeats: true)
  }

  private func trace(_ fields: YAMLMapping) -> Load? {
    guard let value = fields["trace"], let name = value.name() else { return nil }
    let interval = fields["interval"].map { $0.time() } ?? Interval(seconds: Int64(600))
    guard let interval else { return nil }
    guard interval >= Interval(seconds: Int64(1)) else {
      fields["interval"]?.report(
        .outOfRange(found: fields["interval"]?.plainText ?? "", expected: "a time of 1 s or more"))
      return nil
    }
    let beside = folder.isEmpty || name.hasPrefix("/") ? name : folder + "/" + name
    let path = FileManager.default.fileExists(atPath: beside) ? beside : name
    do throws(InputError) {
      let trace = try RequestTrace.read(path)
      let rates = trace.rates(interval: interval)
      let repeats = fields["repeat"]?.boolean() ?? true
      let curve = LoadCurve(rates: rates, interval: interval, repeats: repeats)
      return Load(
        curve: scaled(curve, fields), promptTokens: trace.meanPromptTokens,
        outputTokens: trace.meanOutputTokens)
    } catch {
      value.report(error, of: path)
      return nil
    }
  }

  private func scaled(_ curve: LoadCurve, _ fields: YAMLMapping) -> LoadCurve {
    fields["scale"]?.number(.factor).map { curve.scaled(by: $0) } ?? curve
  }
}
