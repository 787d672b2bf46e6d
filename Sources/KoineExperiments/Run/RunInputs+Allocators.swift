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
