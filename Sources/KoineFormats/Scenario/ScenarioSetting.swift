import Yams

/// One value of a scenario, changed: what `--vary`, a study and a search do to a file.
public struct ScenarioSetting: Hashable, Sendable {
  /// Dotted path of a key of scenario files: `load`, `policy.backfill`, `services[0].load.mean`. An
  /// entry of a list may be named too: `services.chat.load.mean`.
  public var key: String
  /// The value as YAML writes it, a number in its shortest form: 0.90 is 0.9.
  public var value: String
  /// Where it was asked for, for messages.
  public var origin: String

  public init(_ key: String, _ value: String, origin: String = "--vary") {
    self.key = key
    self.value = Self.shortest(value, key: key)
    self.origin = origin
  }

  /// Keys whose values are names, where `1.0` may be a file and is not `1`.
  private static let names: Set = [
    "topology", "workload", "workload_format", "faults", "pair_speeds", "policy", "name", "model",
    "tenants",
  ]

  /// One text for all that are the same number; what is none, or the value of a name, stays.
  static func shortest(_ text: String, key: String) -> String {
    if names.contains(key.split(separator: ".").last.map(String.init) ?? key) { return text }
    guard let number = Double(yaml: text), number.isFinite else { return text }
    // Whole numbers may have more digits than a binary fraction holds.
    if let whole = Int(text) { return String(whole) }
    if let whole = UInt64(text) { return String(whole) }
    return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
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
    case whole, allocator, part, parameter
  }

  var rank: Rank {
    let path = Node.path(of: key)
    let inner = path.first == "policy" ? path.dropFirst() : path[...]
    if inner.first == "parameters" { return .parameter }
    guard inner.count == 1, Node.policyParts.contains(inner.first ?? "") else { return .whole }
    return inner.first == "allocator" ? .allocator : .part
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
  /// The order in which they are applied: a policy before its parts, an allocator before the parts that it
  /// replaces in the scenario, and those before their parameters, whatever was written first; others as
  /// written.
  var inOrder: [ScenarioSetting] {
    ScenarioSetting.Rank.allCases.flatMap { rank in filter { $0.rank == rank } }
  }
}
