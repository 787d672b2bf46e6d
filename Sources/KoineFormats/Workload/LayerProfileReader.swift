public import KoineModel

/// Reads measured layer times: `{micro-batch: {tensor-parallel: {layer: [forward_s, backward_s, update_s]}}}`.
///
/// The form of eth-easl/sailor, in JSON or YAML; all times in seconds.
public struct LayerProfileReader {
  private static let seconds = Quantity("s", 0...1_000_000)

  public init() {}

  /// The profile in the file at `path`.
  ///
  /// - Throws: everything that is no number of its kind, and layers that are missing in a setting.
  public func profile(path: String) throws(InputError) -> LayerProfile {
    try profile(text: try InputText.read(path), file: path)
  }

  /// The profile in `text`; `file` is what messages call it.
  public func profile(text: String, file: String) throws(InputError) -> LayerProfile {
    let log = DiagnosticLog()
    let node = try YAMLDocument.parse(text, file: file).node
    let root = YAMLValue(node: node, path: "", file: file, log: log)
    var rows: [(setting: LayerProfile.Setting, layers: [LayerTime])] = []
    for (microBatch, value) in root.mapping()?.entries ?? [] {
      guard let samples = Self.count(microBatch, of: "micro-batch", at: value) else { continue }
      for (tensorParallel, value) in value.mapping()?.entries ?? [] {
        guard let chips = Self.count(tensorParallel, of: "tensor parallelism", at: value) else {
          continue
        }
        rows.append((.init(microBatch: samples, tensorParallel: chips), Self.layers(value)))
      }
    }
    if rows.isEmpty && !log.hasErrors { root.report(.empty(what: "measured settings")) }
    if let most = rows.map(\.layers.count).max(), rows.contains(where: { $0.layers.count < most }) {
      root.report(.conflict("has settings with fewer than \(most) layers"))
    }
    try log.throwIfErrors()
    return LayerProfile(rows)
  }

  private static func count(_ text: String, of what: String, at value: YAMLValue) -> Int? {
    if let number = Int(text), (1...1_000_000).contains(number) { return number }
    value.report(.wrongType(found: "'\(text)'", expected: "a whole number as \(what)"))
    return nil
  }

  /// Layers by number from 0, whatever their order in the file.
  private static func layers(_ value: YAMLValue) -> [LayerTime] {
    let entries = value.mapping()?.entries ?? []
    return entries.indices.compactMap { index in
      guard let entry = entries.first(where: { $0.key == String(index) }) else {
        value.report(.conflict("has \(entries.count) layers, but no layer \(index)"))
        return nil
      }
      let times = entry.value.list()?.compactMap { $0.number(seconds) } ?? []
      guard times.count == 3 else {
        entry.value.report(
          .wrongColumnCount(found: times.count, expected: "forward, backward and update, s"))
        return nil
      }
      return LayerTime(forward_s: times[0], backward_s: times[1], update_s: times[2])
    }
  }
}
