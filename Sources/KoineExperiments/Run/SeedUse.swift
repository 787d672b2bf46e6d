public import KoineFormats
import KoinePolicies

extension ScenarioDocument {
  /// Whether two seeds of the scenario may give two runs. Where its inputs cannot be read, they may.
  func dependsOnSeed(_ settings: [ScenarioSetting], _ cache: InputCache) -> Bool {
    let others = settings.filter { $0.policyParameter == nil }
    guard let scenario = try? scenario(others, .all) else { return true }
    return (try? RunPlan(scenario).dependsOnSeed(cache)) ?? true
  }

  /// Whether jobs or faults are drawn, and so differ between seeds. Where the inputs cannot be read, they
  /// may be.
  public func drawsInputs(_ settings: [ScenarioSetting], _ cache: InputCache) -> Bool {
    guard let scenario = try? scenario(settings, .all) else { return true }
    return (try? RunPlan(scenario).drawsInputs(cache)) ?? true
  }
}

extension RunPlan {
  /// Whether anything in it is drawn: its jobs, its faults, or what its policy does.
  ///
  /// Errs on one side only: what it says of a plan that draws nothing is certain.
  func dependsOnSeed(_ cache: InputCache) throws(InputError) -> Bool {
    if try drawsInputs(cache) { return true }
    let policy = PolicySpecification(choosing: policy)
    if policy.allocator != .none { return true }
    switch policy.placement {
    case .firstFit, .worstFit, .topology, .affinity: return false
    case .bestFit:
      // Which of two nodes that fit as well is drawn where processors or parts of accelerators count.
      if !services.isEmpty { return true }
      return try cache.workload(self, accelerators: nil).workload.asksForHostsOrShares
    case .random, .dotProduct, .gpuPacking, .gpuClustering, .fgd: return true
    }
  }

  /// Whether its jobs or its faults are drawn.
  func drawsInputs(_ cache: InputCache) throws(InputError) -> Bool {
    if WorkloadPreset(rawValue: workload) != nil { return true }
    guard let faults else { return false }
    if case .model = try FaultFile(faults, cache.resolver) { return true }
    return false
  }
}
