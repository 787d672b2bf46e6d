import KoineFormats
import KoineModel
import KoinePolicies

extension RunInputs {
  /// - Throws: what of the workload an allocator of shares cannot divide.
  static func refuseAllocator(
    _ allocator: AllocatorName, for workload: Workload, _ plan: RunPlan
  ) throws(InputError) {
    guard allocator != .none else { return }
    if !plan.services.isEmpty {
      throw refusal(
        plan, "services", "services hold their accelerators, which \(allocator.rawValue) would take"
      )
    }
    if plan.queues != nil {
      throw refusal(plan, "queues", "\(allocator.rawValue) knows no quota of queues")
    }
    for job in 0..<workload.count {
      let request = workload.requests[workload.request[job].index]
      guard let reason = reason(against: request, allocator) else { continue }
      let name = workload.names[JobHandle(job)]
      throw refusal(plan, plan.workload, "job \(name) \(reason)")
    }
  }

  /// - Throws: deadlines that no allocation can meet, each with the least that would do.
  func refuseDeadlines(_ plan: RunPlan) throws(InputError) {
    guard policy.allocator == .minCost else { return }
    let hopeless = AllocatorName.hopelessDeadlines(workload, topology, measured)
    guard !hopeless.isEmpty else { return }
    var problems = hopeless.prefix(10).map { job, least in
      Diagnostic(
        file: plan.workload, key: "deadline_s",
        .outOfRange(
          found:
            "job \(workload.names[job]) due \(given(job).nanoseconds / 1_000_000_000) s after its submission",
          expected:
            "at least the \((least.nanoseconds + 999_999_999) / 1_000_000_000) s that it takes on its fastest chips"
        ))
    }
    if hopeless.count > 10 {
      problems.append(Diagnostic(file: plan.workload, .further(count: hopeless.count - 10)))
    }
    throw InputError(Array(problems))
  }

  /// - Throws: that an allocator packs jobs of which no pair has a measured speed.
  func refusePacking(_ plan: RunPlan) throws(InputError) {
    guard policy.allocator.packs else { return }
    let name = policy.allocator.rawValue
    guard let pairs else {
      throw InputError(
        Diagnostic(
          file: plan.workload,
          .conflict(
            "\(name) packs by measured speeds of pairs of jobs: give them with --pair-speeds, or "
              + "pair_speeds in the scenario")))
    }
    let known = Set(pairs.works)
    let hasChip = pairs.chips.contains { !topology.chips(named: $0).isEmpty }
    if hasChip && workload.works.contains(where: { known.contains($0.model) }) { return }
    throw InputError(
      Diagnostic(
        file: plan.pairSpeeds ?? plan.workload,
        .conflict("none of its pairs has work of \(plan.workload) on chips of this cluster")))
  }

  private func given(_ job: JobHandle) -> Interval {
    workload.deadline[job.index] - workload.submit[job.index]
  }

  private static func reason(against request: Request, _ allocator: AllocatorName) -> String? {
    if request.accelerators == 0 {
      return "asks for no accelerator, so that there is no time to share"
    }
    if request.share_milli < 1000 {
      return "asks for a part of an accelerator, which has no rounds"
    }
    if !request.parts.isEmpty {
      return "asks for several kinds of chips at once; shares are of one"
    }
    if allocator == .allox, request.accelerators > 1 {
      return "asks for \(request.accelerators) accelerators; allox matches jobs on one accelerator"
    }
    return nil
  }

  private static func refusal(_ plan: RunPlan, _ file: String, _ reason: String) -> InputError {
    InputError(Diagnostic(file: file, .conflict("\(reason): choose another policy")))
  }
}
