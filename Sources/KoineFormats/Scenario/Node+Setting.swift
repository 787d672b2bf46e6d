import Yams

extension Node {
  /// Puts the value of `setting` where its key says.
  ///
  /// - Throws: that the value is no YAML, or that the key leads through something that has no keys.
  mutating func apply(_ setting: ScenarioSetting) throws(InputError) {
    let value = try Self.value(of: setting)
    let parts = Self.path(of: setting.key)
    removeKin(of: parts, value)
    guard parts.allSatisfy({ !$0.isEmpty }), Self.hasClosedBrackets(setting.key) else {
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

  /// The keys from the root to the value. Parameters of a policy are one key each, `order.exponent`,
  /// and may be named without what stands around them.
  static func path(of key: String) -> [String] {
    let names = key.replacing("[", with: ".").replacing("]", with: "")
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var inner = names[...]
    if inner.first == "policy" { inner = inner.dropFirst() }
    if inner.first == "parameters" { inner = inner.dropFirst() }
    let isPart = inner.first.map { policyParts.contains($0) } ?? false
    guard isPart, inner.count > 1 else { return names }
    return ["policy", "parameters", inner.joined(separator: ".")]
  }

  /// What a policy is composed of: every key of a policy but its name and its parameters.
  static let policyParts = PolicyParts.keys.filter { $0 != "policy" && $0 != "parameters" }

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
  /// A part that is replaced by another takes its parameters with it.
  private mutating func removeKin(of path: [String], _ value: Node) {
    if path == ["policy"] {
      for part in Self.policyParts + ["parameters"] { remove(part) }
      return
    }
    let inner = path.first == "policy" ? path.dropFirst() : path[...]
    guard let name = inner.first, inner.count <= 2 else { return }
    if name == "parameters", let key = inner.dropFirst().first {
      removeFromPolicy { $0.removeParameters { $0 == key } }
    } else if inner.count == 1, Self.policyParts.contains(name) {
      let names = Self.aliases.first { $0.contains(name) } ?? [name]
      let isSame = names.contains { part in
        [self, mapping?["policy"]].contains { node in
          guard let old = node?.mapping?[Node(part)]?.scalar?.string else { return false }
          return old == value.scalar?.string
        }
      }
      if name == "allocator", value.scalar?.string != "none" { removeReplaced() }
      removeFromPolicy { node in
        for name in names { node.remove(name) }
        if !isSame {
          node.removeParameters { key in names.contains { key == $0 || key.hasPrefix($0 + ".") } }
        }
      }
    }
  }

  /// An allocator takes the place of what the scenario has in these parts.
  private mutating func removeReplaced() {
    let names = ["order", "backfill", "preemption", "preempt"]
    removeFromPolicy { node in
      for name in names { node.remove(name) }
      node.removeParameters { key in names.contains { key == $0 || key.hasPrefix($0 + ".") } }
    }
  }

  /// Whether every bracket of a key is closed before the next opens, and followed by a point, a bracket or
  /// nothing.
  private static func hasClosedBrackets(_ key: String) -> Bool {
    var isOpen = false
    var last: Character?
    for character in key {
      if character == "[" {
        if isOpen { return false }
        isOpen = true
      } else if character == "]" {
        if !isOpen { return false }
        isOpen = false
      } else if last == "]" && character != "." {
        return false
      }
      last = character
    }
    return !isOpen
  }

  /// The first of a part's names.
  static func longName(_ part: String) -> String {
    aliases.first { $0.contains(part) }?.first ?? part
  }

  /// Parts with two names.
  private static let aliases = [["placement", "place"], ["preemption", "preempt"]]

  /// Changes what is said of the policy beside `policy` and in it.
  private mutating func removeFromPolicy(_ change: (inout Node) -> Void) {
    change(&self)
    guard var policy = mapping?["policy"], policy.mapping != nil else { return }
    change(&policy)
    self["policy"] = policy
  }

  private mutating func removeParameters(_ isKin: (String) -> Bool) {
    guard var parameters = mapping?["parameters"], let keys = parameters.mapping?.keys else {
      return
    }
    for key in keys.compactMap({ $0.scalar?.string }) where isKin(key) { parameters.remove(key) }
    if parameters.mapping?.isEmpty == true {
      remove("parameters")
    } else {
      self["parameters"] = parameters
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
