/// One value of a scenario, changed: what `--vary`, a study and a search do to a file.
public struct ScenarioSetting: Hashable, Sendable {
  /// Dotted path of a key of scenario files: `load`, `policy.backfill`, `services[0].load.mean`. An
  /// entry of a list may be named too: `services.chat.load.mean`.
  public var key: String
  /// The value as YAML writes it.
  public var value: String
  /// Where it was asked for, for messages.
  public var origin: String

  public init(_ key: String, _ value: String, origin: String = "--vary") {
    self.key = key
    self.value = value
    self.origin = origin
  }

  public static func == (a: ScenarioSetting, b: ScenarioSetting) -> Bool {
    a.key == b.key && a.value == b.value
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(value)
  }
}
