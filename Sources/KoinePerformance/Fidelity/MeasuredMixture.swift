/// A measured training iteration on chips of one or several kinds, whose layers were measured too.
public struct MeasuredMixture: Sendable {
  /// The plan's name in its source.
  public var name: String
  public var plan: MixedPlan
  /// Sequences of one iteration.
  public var globalBatch: Int
  /// The network that it was measured on.
  public var links: MixedLinks
  /// Measured time, s.
  public var iteration_s: Double
  public var source: String
  /// Why it cannot be met, if it cannot.
  public var unmet: String?

  /// The chips in the order of the stages, without repetition: `RTX-3090, RTX-2080`.
  public var chips: String {
    var names: [String] = []
    for replica in plan.stages.flatMap(\.replicas) {
      let name = Self.kinds[replica.kind]
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: ", ")
  }

  /// Degrees of the plan, as `TP4PP2DP8`.
  public var degrees: String {
    let replica = plan.stages.first?.replicas.first
    return "TP\(replica?.tensorParallel ?? 1)PP\(plan.stages.count)"
      + "DP\(plan.stages.first?.replicas.count ?? 1)"
  }

  /// What the model of mixed plans says of it, s.
  ///
  /// - Parameter costs: those of ``costs(_:)``.
  /// - Throws: a refusal, where the profiles do not cover the plan.
  public func predicted_s(_ costs: ProfiledLayerCosts) throws(MixedRefusal) -> Double {
    try plan.step(costs, links).iteration_s
  }
}
