/// The names that the parts of a policy may have; the rooms of formats and policies do not meet.
public struct PolicyVocabulary: Sendable {
  /// Names of whole compositions.
  public var policies: [String]
  public var orders: [String]
  public var placements: [String]
  public var backfills: [String]

  public init(policies: [String], orders: [String], placements: [String], backfills: [String]) {
    self.policies = policies
    self.orders = orders
    self.placements = placements
    self.backfills = backfills
  }
}

/// A policy as written: a named composition, some of its parts by name, or both.
public struct PolicyParts: Hashable, Sendable {
  /// A composition, of which the parts below replace their kin.
  public var policy: String?
  public var order: String?
  public var placement: String?
  public var backfill: String?

  public init(
    policy: String? = nil, order: String? = nil, placement: String? = nil, backfill: String? = nil
  ) {
    self.policy = policy
    self.order = order
    self.placement = placement
    self.backfill = backfill
  }

  /// These parts, with those of `other` in the place of their kin. A composition replaces all parts.
  public func overridden(by other: PolicyParts) -> PolicyParts {
    let base = other.policy == nil ? self : PolicyParts(policy: other.policy)
    return PolicyParts(
      policy: base.policy, order: other.order ?? base.order,
      placement: other.placement ?? base.placement, backfill: other.backfill ?? base.backfill)
  }

  /// What is wrong with parts that were given as arguments of the command line.
  public func problems(_ vocabulary: PolicyVocabulary) -> [Diagnostic] {
    [
      Self.problem("--policy", "policy", policy, vocabulary.policies),
      Self.problem("--order", "order", order, vocabulary.orders),
      Self.problem("--place", "placement", placement, vocabulary.placements),
      Self.problem("--backfill", "backfill", backfill, vocabulary.backfills),
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
  static let keys = ["policy", "order", "placement", "place", "backfill"]

  /// Reads the parts from the keys of a mapping; what is wrong is reported there.
  init(_ fields: YAMLMapping, _ vocabulary: PolicyVocabulary) {
    order = fields["order"]?.name("order", among: vocabulary.orders)
    placement = (fields["placement"] ?? fields["place"])?
      .name("placement", among: vocabulary.placements)
    backfill = fields["backfill"]?.name("backfill", among: vocabulary.backfills)
    if let value = fields["policy"] {
      policy = value.name("policy", among: vocabulary.policies)
    }
    if let second = fields["place"], fields["placement"] != nil {
      second.report(.conflict("says the same as 'placement': give one of them"))
    }
  }

  /// Reads a policy file: a mapping of `order`, `placement` and `backfill`, and `policy` to start from.
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
