public import KoineFormats
public import KoinePolicies
import KoineReports

extension PolicyVocabulary {
  /// Every name that a policy or a part of one can have.
  public static var all: PolicyVocabulary {
    PolicyVocabulary(
      policies: PolicySpecification.named.map(\.name), orders: OrderName.allCases.map(\.rawValue),
      placements: PlacementName.allCases.map(\.rawValue),
      backfills: BackfillName.allCases.map(\.rawValue),
      preemptions: PreemptionName.allCases.map(\.rawValue),
      allocators: AllocatorName.allCases.map(\.rawValue))
  }
}

extension PolicySpecification {
  /// The policy that `parts` name, what they leave open as in `easy`.
  ///
  /// - Precondition: the names are known.
  /// - Throws: every parameter that is not declared or out of its range, and parts that do not go
  ///   together.
  public init(_ parts: PolicyParts) throws(InputError) {
    self.init(choosing: parts)
    var problems: [Diagnostic] = []
    for setting in parts.settings {
      do throws(ParameterRefusal) {
        try set(setting.key, to: setting.text)
      } catch {
        problems.append(Diagnostic(error, of: setting))
      }
    }
    problems += replaced(among: parts)
    // Parameters count too: a placement may split jobs or not.
    if let conflict { problems.append(Diagnostic(file: "policy", .conflict(conflict))) }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// The same without the values of parameters.
  init(choosing parts: PolicyParts) {
    self = PolicySpecification.named(parts.policy ?? "easy")!
    if let order = parts.order { self.order = OrderName(rawValue: order)! }
    if let placement = parts.placement { self.placement = PlacementName(rawValue: placement)! }
    if let backfill = parts.backfill { self.backfill = BackfillName(rawValue: backfill)! }
    if let preemption = parts.preemption {
      self.preemption = PreemptionName(rawValue: preemption)!
    }
    if let allocator = parts.allocator { self.allocator = AllocatorName(rawValue: allocator)! }
  }

  /// What `parts` ask for by name and an allocator decides in its place; a composition may have it.
  private func replaced(among parts: PolicyParts) -> [Diagnostic] {
    let named: [(PolicyPart, String?)] = [
      (.order, parts.order), (.backfill, parts.backfill), (.preemption, parts.preemption),
    ]
    let idle = named.map(\.0).filter { !decidingParts.contains($0) }
    func problem(_ found: String) -> InputProblem {
      .conflict(
        "\(found) would decide nothing beside the allocator \(allocator.rawValue), which replaces "
          + "order, backfill and preemption: leave one of the two out")
    }
    let choices = named.compactMap { part, name in
      name.flatMap { idle.contains(part) ? "\(part.rawValue) \($0)" : nil }
    }.map { Diagnostic(file: "policy", problem($0)) }
    return choices
      + parts.settings.filter { setting in
        idle.contains { setting.key.hasPrefix($0.rawValue + ".") }
      }.map { Diagnostic(file: $0.file, line: $0.line, problem($0.key)) }
  }

  /// The short name of exactly this composition.
  public var name: String? { PolicySpecification.named.first { $0.policy == self }?.name }
}

extension Diagnostic {
  /// A refused parameter, where it was written.
  init(_ refusal: ParameterRefusal, of setting: ParameterSetting) {
    // Those of choices that were not made too: their refusal says whose they are.
    let declared = PolicyPart.allCases.flatMap { part in
      part.choices.flatMap { choice in
        choice.parameters.map { "\(part.rawValue).\($0.name)" }
      }
    }
    let problem: InputProblem =
      switch refusal {
      case .unknown(let key, let known):
        known.isEmpty
          ? .conflict("the parts of this policy have no parameters")
          : .unknownName(
            kind: "parameter", found: key,
            nearest: nearestName(to: key, among: known) ?? nearestName(to: key, among: declared),
            known: known)
      case .ofAnotherChoice(_, let part, let owners, let chosen):
        .conflict(
          "is a parameter of \(part.rawValue) \(owners.joined(separator: ", ")), but the "
            + "\(part.rawValue) is \(chosen)")
      case .outOfRange(_, let found, let expected):
        .outOfRange(found: found, expected: expected)
      case .wrongType(_, let found, let expected):
        .wrongType(found: "'\(found)'", expected: expected)
      }
    // An unknown name on the command line is its own location.
    var key: String? = setting.path
    if case .unknownName = problem, setting.line == nil { key = nil }
    self.init(file: setting.file, line: setting.line, key: key, problem)
  }
}

extension ScenarioDocument {
  /// The first seed of an experiment: the one that was asked for, else the scenario's, else 1.
  ///
  /// - Throws: every problem of the file and of the settings.
  public func firstSeed(
    _ asked: UInt64?, _ settings: [ScenarioSetting] = []
  ) throws(InputError) -> UInt64 {
    if let asked { return asked }
    return try scenario(settings, .all).seed ?? RunPlan.defaultSeed
  }
}

extension PolicySpecification {
  var overtaking: Overtaking {
    if allocator != .none { return .inRounds }
    return switch backfill {
    case .none: .nobody
    case .skip: .anyone
    case .easy: .exceptDelayingFirst
    case .conservative: .exceptDelayingAnyone
    }
  }
}

extension PlacementName {
  /// Whether it prefers nodes that are in use.
  var packs: Bool {
    switch self {
    case .bestFit, .gpuPacking, .gpuClustering, .fgd, .topology, .dotProduct, .affinity: true
    case .firstFit, .worstFit, .random: false
    }
  }
}
