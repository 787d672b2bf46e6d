/// A policy by its parts and the values of their parameters.
///
/// A part that is replaced takes the values of its parameters with it.
public struct PolicySpecification: Hashable, Sendable {
  public var order: OrderName { didSet { if order != oldValue { parameters.forget(.order) } } }
  public var placement: PlacementName {
    didSet { if placement != oldValue { parameters.forget(.placement) } }
  }
  public var backfill: BackfillName {
    didSet { if backfill != oldValue { parameters.forget(.backfill) } }
  }
  public var preemption: PreemptionName {
    didSet { if preemption != oldValue { parameters.forget(.preemption) } }
  }
  public var allocator: AllocatorName = .none {
    didSet { if allocator != oldValue { parameters.forget(.allocator) } }
  }
  /// What differs from the defaults; ``set(_:to:)-(_,String)`` changes it.
  public internal(set) var parameters = PolicyParameters()

  public init(
    order: OrderName, placement: PlacementName, backfill: BackfillName,
    preemption: PreemptionName = .none
  ) {
    self.order = order
    self.placement = placement
    self.backfill = backfill
    self.preemption = preemption
  }

  /// Why the parts do not go together; `nil` if they do.
  ///
  /// Conservative backfilling promises every job a start, which a stopped or moved job would break.
  public var conflict: String? {
    if splitsJobs && (backfill == .conservative || allocator != .none) {
      let part = backfill == .conservative ? "conservative backfilling" : "an allocator"
      return "\(part) cannot hold several kinds of chips for one job: use easy, or split no"
    }
    guard preemption != .none && backfill == .conservative else { return nil }
    let deed = preemption == .defragment ? "moving" : "stopping"
    return "conservative backfilling promises every job a start, which \(deed) jobs breaks: use "
      + "none, skip or easy, or preempt none"
  }

  /// Whether jobs that accept several chips may run on two of them at once (``Workload/allowSplits(on:)``).
  public var splitsJobs: Bool {
    placement == .affinity && Affinity.splits(values(of: .placement))
  }

  /// Short names of common compositions, in the order in which they are listed.
  public static let named = compositions + inRounds

  private static let compositions: [(name: String, policy: PolicySpecification)] = [
    ("fifo", .init(order: .fifo, placement: .bestFit, backfill: .none)),
    ("skip", .init(order: .fifo, placement: .bestFit, backfill: .skip)),
    ("easy", .init(order: .fifo, placement: .bestFit, backfill: .easy)),
    ("conservative", .init(order: .fifo, placement: .bestFit, backfill: .conservative)),
    ("sjf", .init(order: .shortest, placement: .bestFit, backfill: .none)),
    ("easy-sjf", .init(order: .shortest, placement: .bestFit, backfill: .easy)),
    ("smallest", .init(order: .smallest, placement: .bestFit, backfill: .none)),
    ("largest", .init(order: .largest, placement: .bestFit, backfill: .none)),
    ("priority", .init(order: .priority, placement: .bestFit, backfill: .skip)),
    ("wfp3", .init(order: .wfp3, placement: .bestFit, backfill: .easy)),
    ("fgd", .init(order: .fifo, placement: .fgd, backfill: .skip)),
    ("f1", .init(order: .f1, placement: .bestFit, backfill: .easy)),
    ("f2", .init(order: .f2, placement: .bestFit, backfill: .easy)),
    ("f3", .init(order: .f3, placement: .bestFit, backfill: .easy)),
    ("f4", .init(order: .f4, placement: .bestFit, backfill: .easy)),
    ("fair-share", .init(order: .fairShare, placement: .bestFit, backfill: .easy)),
    ("drf", .init(order: .drf, placement: .bestFit, backfill: .skip)),
    ("edf", .init(order: .edf, placement: .bestFit, backfill: .skip, preemption: .rank)),
    ("srtf", .init(order: .srtf, placement: .bestFit, backfill: .skip, preemption: .rank)),
    ("las", .init(order: .las, placement: .bestFit, backfill: .skip, preemption: .rounds)),
    ("tiresias", .init(order: .tiresias, placement: .bestFit, backfill: .skip, preemption: .rank)),
    ("gittins", .init(order: .gittins, placement: .bestFit, backfill: .skip, preemption: .rank)),
    ("gandiva", .init(order: .gandiva, placement: .bestFit, backfill: .skip, preemption: .rounds)),
    ("themis", .init(order: .themis, placement: .bestFit, backfill: .skip, preemption: .rounds)),
  ]

  /// The composition called `name`, or `nil`.
  public static func named(_ name: String) -> PolicySpecification? {
    named.first { $0.name == name }?.policy
  }
}
