import KoineModel
import KoineStatistics

/// Reads fault models: a mapping with the kinds of components under `components`.
struct FaultModelReader {
  private static let keys = ["name", "summary", "source", "components"]
  private static let componentKeys = [
    "of", "fails", "repair", "effect", "pace", "frailty", "racks", "source",
  ]
  private static let lifetimeKeys = ["distribution", "mean", "median", "shape", "sigma"]
  private static let shapes = Quantity("", 0.05...100)
  private static let sigmas = Quantity("", 0...10)
  private static let paces = Quantity("", 0...1)

  private enum DistributionName: String, CaseIterable {
    case fixed, exponential, weibull
    case logNormal = "log-normal"
  }

  private enum EffectName: String, CaseIterable { case down, drain, slow }

  /// The model in a document; what is wrong is reported there.
  static func model(_ root: YAMLValue) -> FaultModel {
    let model = FaultModel(name: root.file, components: [])
    guard let fields = root.mapping(known: keys),
      let value = fields.required("components"), let entries = value.mapping()?.entries
    else { return model }
    if entries.isEmpty { value.report(.empty(what: "components")) }
    return FaultModel(
      name: root.file, components: entries.compactMap { component($0.key, $0.value) })
  }

  private static func component(_ name: String, _ value: YAMLValue) -> FaultModel.Component? {
    guard let fields = value.mapping(known: componentKeys) else { return nil }
    let scope = fields.required("of")?.choice("scope", of: FaultModel.Scope.self)
    let failure = fields.required("fails").flatMap { lifetime($0, mayBeZero: false) }
    let repair = fields.required("repair").flatMap { lifetime($0, mayBeZero: true) }
    let frailty = fields["frailty"]?.number(shapes)
    let racks = fields["racks"]?.integer(in: 1...1_000_000)
    if let scope, scope != .power, let place = fields["racks"] {
      place.report(.conflict("has a meaning only with 'of: power'"))
    }
    guard let scope, let effect = effect(fields, scope), let failure, let repair else { return nil }
    return FaultModel.Component(
      name: name, scope: scope, failure: failure, repair: repair, effect: effect,
      frailty: frailty, racks: racks ?? 1)
  }

  /// What a failure does: nodes go down, ports take their part of the bandwidth with them.
  private static func effect(
    _ fields: YAMLMapping, _ scope: FaultModel.Scope
  ) -> FaultModel.Effect? {
    let name = fields["effect"]?.choice("effect", of: EffectName.self)
    let pace = fields["pace"]?.number(paces)
    if fields["effect"] != nil && name == nil || fields["pace"] != nil && pace == nil {
      return nil
    }
    switch name {
    case .slow where scope == .port && pace == nil: return .losesBandwidth
    case .slow:
      if let pace { return .slow(pace: pace) }
      fields.place.report(.conflict("'effect: slow' needs the pace that is left, from 0 to 1"))
      return nil
    case .down, .drain, nil:
      if let place = fields["pace"] {
        place.report(.conflict("has a meaning only with 'effect: slow'"))
        return nil
      }
      if name == .drain { return .drain }
      return name == nil && scope == .port ? .losesBandwidth : .down
    }
  }

  /// A time alone is the mean of an exponential distribution.
  private static func lifetime(_ value: YAMLValue, mayBeZero: Bool) -> Lifetime? {
    if value.isScalar {
      guard let time = mayBeZero ? value.time() : value.positiveTime() else { return nil }
      return time == .zero ? .fixed(0) : .exponential(mean: time.seconds)
    }
    guard let fields = value.mapping(known: lifetimeKeys) else { return nil }
    let name = fields.required("distribution")?
      .choice("distribution", of: DistributionName.self)
    let mean = fields["mean"]?.positiveTime()?.seconds
    let median = fields["median"]?.positiveTime()?.seconds
    let shape = fields["shape"]?.number(shapes)
    let sigma = fields["sigma"]?.number(sigmas)
    let isBroken = fields.entries.contains { key, _ in
      (key == "mean" && mean == nil) || (key == "median" && median == nil)
        || (key == "shape" && shape == nil) || (key == "sigma" && sigma == nil)
    }
    guard let name, !isBroken else { return nil }
    return lifetime(
      name, value, Figures(mean: mean, median: median, shape: shape, sigma: sigma))
  }

  private struct Figures {
    var mean: Double?
    var median: Double?
    var shape: Double?
    var sigma: Double?

    /// Which of them are given, in one order.
    var given: [String] {
      [("mean", mean), ("median", median), ("shape", shape), ("sigma", sigma)]
        .filter { $0.1 != nil }.map(\.0)
    }
  }

  private static func lifetime(
    _ name: DistributionName, _ value: YAMLValue, _ figures: Figures
  ) -> Lifetime? {
    switch (name, figures.given) {
    case (.fixed, ["mean"]): return .fixed(figures.mean!)
    case (.exponential, ["mean"]): return .exponential(mean: figures.mean!)
    case (.weibull, ["mean", "shape"]):
      return .weibull(shape: figures.shape!, mean: figures.mean!)
    case (.logNormal, ["mean", "median"]):
      if figures.mean! > figures.median! {
        return .logNormal(median: figures.median!, mean: figures.mean!)
      }
      value.report(.conflict("the mean of a log-normal distribution lies above its median"))
    case (.logNormal, ["median", "sigma"]):
      return .logNormal(median: figures.median!, sigma: figures.sigma!)
    case (.logNormal, ["mean", "sigma"]):
      return .logNormal(mean: figures.mean!, sigma: figures.sigma!)
    case (.fixed, _), (.exponential, _):
      value.report(.conflict("\(name.rawValue) takes a mean, and nothing else"))
    case (.weibull, _): value.report(.conflict("weibull takes a shape and a mean"))
    case (.logNormal, _):
      value.report(.conflict("log-normal takes two of mean, median and sigma"))
    }
    return nil
  }
}
