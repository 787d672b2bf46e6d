/// The names that the parts of a policy may have; the rooms of formats and policies do not meet.
public struct PolicyVocabulary: Sendable {
  /// Names of whole compositions.
  public var policies: [String]
  public var orders: [String]
  public var placements: [String]
  public var backfills: [String]
  public var preemptions: [String]
  public var allocators: [String]

  public init(
    policies: [String], orders: [String], placements: [String], backfills: [String],
    preemptions: [String], allocators: [String] = []
  ) {
    self.policies = policies
    self.orders = orders
    self.placements = placements
    self.backfills = backfills
    self.preemptions = preemptions
    self.allocators = allocators
  }
}

/// A value for a parameter of a policy as written, and where: the room of policies judges it.
public struct ParameterSetting: Hashable, Sendable {
  /// Part and name: `order.exponent`.
  public var key: String
  public var text: String
  /// The file, or the option of the command line.
  public var file: String
  public var line: Int?
  /// Dotted path of the key in the file.
  public var path: String

  public init(key: String, text: String, file: String, line: Int? = nil, path: String? = nil) {
    self.key = key
    self.text = text
    self.file = file
    self.line = line
    self.path = path ?? key
  }

  /// Reads `PART.NAME=VALUE`, as `option` of the command line gives it.
  ///
  /// - Throws: that it has another form.
  public init(argument: String, option: String) throws(InputError) {
    let sides = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else {
      throw InputError(
        Diagnostic(
          file: option,
          .wrongType(
            found: "'\(argument)'", expected: "PART.NAME=VALUE, such as order.exponent=2")))
    }
    self.init(key: sides[0], text: sides[1], file: option)
  }

  /// Whether it belongs to the part of that name, `order` of `order.exponent`.
  func belongs(to part: String) -> Bool { key.hasPrefix(part + ".") }
}

/// A policy as written: a named composition, some of its parts by name, or both.
public struct PolicyParts: Hashable, Sendable {
  /// A composition, of which the parts below replace their kin.
  public var policy: String?
  public var order: String?
  public var placement: String?
  public var backfill: String?
  public var preemption: String?
  public var allocator: String?
  /// Values of parameters, in the order of the file; of two with one key the later counts.
  public var settings: [ParameterSetting] = []

  public init(
    policy: String? = nil, order: String? = nil, placement: String? = nil,
    backfill: String? = nil, preemption: String? = nil, allocator: String? = nil
  ) {
    self.policy = policy
    self.order = order
    self.placement = placement
    self.backfill = backfill
    self.preemption = preemption
    self.allocator = allocator
  }

  /// These parts, with those of `other` in the place of their kin. A composition replaces all parts, and
  /// a part that is replaced takes the values of its parameters with it. An allocator replaces order,
  /// backfill and preemption.
  public func overridden(by other: PolicyParts) -> PolicyParts {
    var base = other.policy == nil ? self : PolicyParts(policy: other.policy)
    if let allocator = other.allocator, allocator != "none" { base.removeReplaced() }
    var result = PolicyParts(
      policy: base.policy, order: other.order ?? base.order,
      placement: other.placement ?? base.placement, backfill: other.backfill ?? base.backfill,
      preemption: other.preemption ?? base.preemption,
      allocator: other.allocator ?? base.allocator)
    let kept = base.settings.filter { setting in
      !(setting.belongs(to: "order") && result.order != base.order)
        && !(setting.belongs(to: "placement") && result.placement != base.placement)
        && !(setting.belongs(to: "place") && result.placement != base.placement)
        && !(setting.belongs(to: "backfill") && result.backfill != base.backfill)
        && !(setting.belongs(to: "preemption") && result.preemption != base.preemption)
        && !(setting.belongs(to: "allocator") && result.allocator != base.allocator)
    }
    result.settings = kept + other.settings
    return result
  }

  private mutating func removeReplaced() {
    (order, backfill, preemption) = (nil, nil, nil)
    let parts = ["order", "backfill", "preemption", "preempt"]
    settings.removeAll { setting in parts.contains { setting.belongs(to: $0) } }
  }

  /// These parts and those of `other` in the same document, which count where both say something; no
  /// value of a parameter is left out, so that one that fits no part is found.
  func completed(by other: PolicyParts) -> PolicyParts {
    var result = PolicyParts(
      policy: other.policy ?? policy, order: other.order ?? order,
      placement: other.placement ?? placement, backfill: other.backfill ?? backfill,
      preemption: other.preemption ?? preemption, allocator: other.allocator ?? allocator)
    result.settings = settings + other.settings
    return result
  }

  /// What is wrong with parts that were given as arguments of the command line.
  public func problems(_ vocabulary: PolicyVocabulary) -> [Diagnostic] {
    [
      Self.problem("--policy", "policy", policy, vocabulary.policies),
      Self.problem("--order", "order", order, vocabulary.orders),
      Self.problem("--place", "placement", placement, vocabulary.placements),
      Self.problem("--backfill", "backfill", backfill, vocabulary.backfills),
      Self.problem("--preempt", "preemption", preemption, vocabulary.preemptions),
      Self.problem("--allocator", "allocator", allocator, vocabulary.allocators),
    ].compactMap { $0 }
  }

  private static func problem(
    _ option: String, _ kind: String, _ found: String?, _ known: [String]
  ) -> Diagnostic? {
    guard let found, !known.contains(found) else { return nil }
    return Diagnostic(
      file: option,
      .unknownName(
        kind: kind, found: found, nearest: nearestName(to: found, among: known), known: known))
  }
}

extension PolicyParts {
  static let keys = [
    "policy", "order", "placement", "place", "backfill", "preemption", "preempt", "allocator",
    "parameters",
  ]

  /// Reads the parts from the keys of a mapping; what is wrong is reported there.
  init(_ fields: YAMLMapping, _ vocabulary: PolicyVocabulary) {
    order = fields["order"]?.name("order", among: vocabulary.orders)
    placement = (fields["placement"] ?? fields["place"])?
      .name("placement", among: vocabulary.placements)
    backfill = fields["backfill"]?.name("backfill", among: vocabulary.backfills)
    allocator = fields["allocator"]?.name("allocator", among: vocabulary.allocators)
    if let value = fields["policy"] {
      policy = value.name("policy", among: vocabulary.policies)
    }
    preemption = (fields["preemption"] ?? fields["preempt"])?
      .name("preemption", among: vocabulary.preemptions)
    for (short, long) in [("place", "placement"), ("preempt", "preemption")] {
      if let second = fields[short], fields[long] != nil {
        second.report(.conflict("says the same as '\(long)': give one of them"))
      }
    }
    settings = fields["parameters"]?.parameterSettings() ?? []
  }

  /// Reads a policy file: a mapping of `order`, `placement`, `backfill`, `preemption` and `parameters`,
  /// and `policy` to start from.
  ///
  /// - Throws: every problem of the file.
  public init(path: String, _ vocabulary: PolicyVocabulary) throws(InputError) {
    let root = try YAMLDocument.parse(try InputText.read(path), file: path)
    let fields = root.mapping(known: Self.keys)
    self = fields.map { PolicyParts($0, vocabulary) } ?? PolicyParts()
    try root.log.throwIfErrors()
  }
}

extension YAMLValue {
  /// A mapping of `PART.NAME` to values, or of parts to mappings of names to values.
  func parameterSettings() -> [ParameterSetting] {
    (mapping()?.entries ?? []).flatMap { key, value in
      let isNested = value.isMapping && !key.contains(".")
      let inner = isNested ? value.mapping()?.entries ?? [] : [(key: "", value: value)]
      return inner.compactMap { name, value in
        let full = name.isEmpty ? key : "\(key).\(name)"
        return value.text().map {
          ParameterSetting(
            key: full, text: $0, file: value.file, line: value.line, path: value.path)
        }
      }
    }
  }

  /// One of the names in `known`; another is reported with the nearest.
  func name(_ kind: String, among known: [String]) -> String? {
    guard let found = text() else { return nil }
    if known.contains(found) { return found }
    report(
      .unknownName(
        kind: kind, found: found, nearest: nearestName(to: found, among: known), known: known))
    return nil
  }
}
