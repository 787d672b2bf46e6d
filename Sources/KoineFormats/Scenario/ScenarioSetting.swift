import Yams

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

extension ScenarioSetting {
  /// What of a policy a setting is about.
  enum Rank: Int, CaseIterable {
    /// The whole policy, or anything else of the scenario.
    case whole, part, parameter
  }

  var rank: Rank {
    let path = Node.path(of: key)
    let inner = path.first == "policy" ? path.dropFirst() : path[...]
    if inner.first == "parameters" { return .parameter }
    return inner.count == 1 && Node.policyParts.contains(inner.first ?? "") ? .part : .whole
  }

  /// Whether it is about the policy, its parts or their parameters.
  public var isOfPolicy: Bool { rank != .whole || Node.path(of: key).first == "policy" }

  /// Part and name of the policy's parameter that it sets, `order.exponent`; `nil` for another setting.
  public var policyParameter: String? {
    let path = Node.path(of: key)
    let inner = path.first == "policy" ? path.dropFirst() : path[...]
    guard inner.first == "parameters", inner.count >= 2 else { return nil }
    return inner.dropFirst().joined(separator: ".")
  }
}

extension [ScenarioSetting] {
  /// The order in which they are applied: a policy before its parts, and those before their parameters,
  /// whatever was written first; others as written.
  var inOrder: [ScenarioSetting] {
    ScenarioSetting.Rank.allCases.flatMap { rank in filter { $0.rank == rank } }
  }
}
