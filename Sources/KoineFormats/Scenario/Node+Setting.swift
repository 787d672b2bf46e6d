import Yams

extension Node {
  /// Puts the value of `setting` where its key says.
  ///
  /// - Throws: that the value is no YAML, or that the key leads through something that has no keys.
  mutating func apply(_ setting: ScenarioSetting) throws(InputError) {
    let value = try Self.value(of: setting)
    removeKin(of: setting.key)
    let parts = setting.key.replacing("[", with: ".").replacing("]", with: "")
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty }) else {
      throw InputError(
        Diagnostic(
          file: setting.origin,
          .wrongType(found: "the key '\(setting.key)'", expected: "a path such as policy.backfill"))
      )
    }
    if !place(value, at: parts[...]) {
      throw InputError(
        Diagnostic(
          file: setting.origin, key: setting.key, .conflict("leads to no value of the scenario")))
    }
  }

  private static func value(of setting: ScenarioSetting) throws(InputError) -> Node {
    let composed: Node?
    do {
      composed = try Parser(yaml: setting.value, encoding: .utf8).singleRoot()
    } catch {
      throw InputError(
        Diagnostic(
          file: setting.origin, key: setting.key,
          .wrongType(found: "'\(setting.value)'", expected: "a value as YAML writes it")))
    }
    return (composed ?? Node("")).withoutMarks
  }

  /// Lines of a setting's value are no lines of the scenario.
  private var withoutMarks: Node {
    switch self {
    case .scalar(let scalar): Node(scalar.string, scalar.tag, scalar.style)
    case .sequence(let entries): Node(entries.map(\.withoutMarks))
    case .mapping(let mapping):
      Node(mapping.map { ($0.key.withoutMarks, $0.value.withoutMarks) })
    case .alias: self
    }
  }

  /// A policy may be said whole or by parts, inside `policy` or beside it: who sets one means that one.
  private mutating func removeKin(of key: String) {
    let parts = PolicyParts.keys.filter { $0 != "policy" }
    if key == "policy" {
      for part in parts { remove(part) }
    } else if key.hasPrefix("policy.") {
      let part = String(key.dropFirst("policy.".count))
      remove(part)
      if part == "placement" || part == "place" {
        for alias in ["placement", "place"] { remove(alias) }
        if var policy = mapping?["policy"], policy.mapping != nil {
          for alias in ["placement", "place"] { policy.remove(alias) }
          self["policy"] = policy
        }
      }
    }
  }

  private mutating func remove(_ key: String) {
    guard var mapping, mapping[Node(key)] != nil else { return }
    mapping[Node(key)] = nil
    self = .mapping(mapping)
  }

  /// Whether the path could be followed; missing mappings are made on the way.
  private mutating func place(_ value: Node, at path: ArraySlice<String>) -> Bool {
    guard let first = path.first else {
      self = value
      return true
    }
    let rest = path.dropFirst()
    switch self {
    case .mapping(var mapping):
      var child = mapping[Node(first)] ?? Node([(Node, Node)]())
      if let scalar = child.scalar, !rest.isEmpty {
        // `policy: easy` is short for a mapping that starts from it.
        guard first == "policy" else { return false }
        child = Node([(Node("policy"), Node(scalar.string))])
      }
      guard child.place(value, at: rest) else { return false }
      mapping[Node(first)] = child
      self = .mapping(mapping)
      return true
    case .sequence(var entries):
      let named = entries.firstIndex { $0.mapping?["name"]?.scalar?.string == first }
      guard let index = named ?? Int(first), entries.indices.contains(index) else { return false }
      guard entries[index].place(value, at: rest) else { return false }
      self = .sequence(entries)
      return true
    case .scalar, .alias: return false
    }
  }
}
