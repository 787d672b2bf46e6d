import KoineModel

/// How tables write the scaling of a job: `linear`, `amdahl:0.05`, `1:1|2:1.9|4:3.5`, `pollux/bert` or
/// `pollux/bert:noise=800`.
enum ScalingText {
  static let expected =
    "linear, amdahl:PART, NUMBER:SPEED|NUMBER:SPEED, or "
    + PolluxModels.all.map(\.name).joined(separator: ", ")

  /// `nil` for a text that stands for no curve.
  static func curve(_ text: String) -> ScalingCurve? {
    if text == "linear" { return .linear }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    if parts.count == 2, parts[0] == "amdahl" {
      guard let serial = Double(parts[1]), (0...1).contains(serial) else { return nil }
      return .amdahl(serial: serial)
    }
    if let first = parts.first, first.hasPrefix("pollux/") {
      return goodput(first, setting: parts.count == 2 ? parts[1] : nil)
    }
    return measured(text)
  }

  private static func goodput(_ name: String, setting: String?) -> ScalingCurve? {
    guard var model = PolluxModels.all.first(where: { $0.name == name })?.model else { return nil }
    guard let setting else { return .goodput(model) }
    let parts = setting.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, parts[0] == "noise", let scale = Double(parts[1]), scale > 0,
      scale.isFinite
    else { return nil }
    model.noiseScale = scale
    return .goodput(model)
  }

  /// Points with ascending numbers of accelerators and positive speeds.
  private static func measured(_ text: String) -> ScalingCurve? {
    var points: [ScalingCurve.Point] = []
    for field in text.split(separator: "|", omittingEmptySubsequences: false) {
      let parts = field.split(separator: ":").map(String.init)
      guard parts.count == 2, let accelerators = Int(parts[0]), let speed = Double(parts[1]),
        accelerators > points.last?.accelerators ?? 0, speed > 0, speed.isFinite
      else { return nil }
      points.append(ScalingCurve.Point(accelerators: accelerators, speed: speed))
    }
    return points.isEmpty ? nil : .measured(points)
  }

  /// The text that ``curve(_:)`` reads as `curve`.
  static func text(_ curve: ScalingCurve) -> String {
    switch curve {
    case .linear: return "linear"
    case .amdahl(let serial): return "amdahl:\(serial)"
    case .measured(let points):
      return points.map { "\($0.accelerators):\($0.speed)" }.joined(separator: "|")
    case .goodput(let model):
      for (name, known) in PolluxModels.all {
        if known == model { return name }
        var other = known
        other.noiseScale = model.noiseScale
        if other == model, let scale = model.noiseScale { return "\(name):noise=\(scale)" }
      }
      preconditionFailure("a goodput model that no table can have given")
    }
  }
}
