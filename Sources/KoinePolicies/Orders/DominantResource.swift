public import KoineEngine
public import KoineModel

/// The tenant with the smallest dominant share first, then by arrival; worked out again after every
/// start.
///
/// A tenant's dominant share is the largest of its parts of the cluster's accelerators, processors and
/// memory that its running jobs hold, over its weight. Source: Ghodsi and others, "Dominant resource
/// fairness: fair allocation of multiple resource types", NSDI 2011, algorithm 1.
public struct DominantResource: Order {
  public init() {}

  public var isDynamic: Bool { true }
  public var changesWithStarts: Bool { true }
  public var tracksTenants: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    Int64(sorting: state.dominantShare(of: state.workload.tenant[job.index]))
  }
}
