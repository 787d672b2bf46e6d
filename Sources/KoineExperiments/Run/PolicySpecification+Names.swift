public import KoineFormats
public import KoinePolicies
import KoineReports

extension PolicyVocabulary {
  /// Every name that a policy or a part of one can have.
  public static var all: PolicyVocabulary {
    PolicyVocabulary(
      policies: PolicySpecification.named.map(\.name), orders: OrderName.allCases.map(\.rawValue),
      placements: PlacementName.allCases.map(\.rawValue),
      backfills: BackfillName.allCases.map(\.rawValue))
  }
}

extension PolicySpecification {
  /// The policy that `parts` name, what they leave open as in `easy`.
  ///
  /// - Precondition: the names are known.
  public init(_ parts: PolicyParts) {
    self = PolicySpecification.named(parts.policy ?? "easy")!
    if let order = parts.order { self.order = OrderName(rawValue: order)! }
    if let placement = parts.placement { self.placement = PlacementName(rawValue: placement)! }
    if let backfill = parts.backfill { self.backfill = BackfillName(rawValue: backfill)! }
  }

  /// The short name of exactly this composition.
  public var name: String? { PolicySpecification.named.first { $0.policy == self }?.name }
}

extension BackfillName {
  var overtaking: Overtaking {
    switch self {
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
    case .bestFit, .gpuPacking, .gpuClustering, .fgd, .topology, .dotProduct: true
    case .firstFit, .worstFit, .random: false
    }
  }
}
