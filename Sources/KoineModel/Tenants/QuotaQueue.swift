/// A queue with a quota: a tenant of the cluster, or a cohort of such.
///
/// Terms and arithmetic are those of Kueue (ClusterQueue and Cohort, kueue.sigs.k8s.io): what a queue
/// does not use of its guarantee others below the same parent may borrow.
public struct QuotaQueue: Hashable, Sendable {
  /// Whose running jobs may be stopped so that a queue gets its own guarantee back.
  public enum Reclaim: String, CaseIterable, Sendable {
    case never
    /// Jobs with less priority than the one that waits.
    case lowerPriority = "lower-priority"
    /// Any job of a queue that borrows.
    case any
  }

  /// Whether a job that waits may stop jobs of its own queue.
  public enum Within: String, CaseIterable, Sendable {
    case never
    case lowerPriority = "lower-priority"
  }

  /// What a job that has to wait for quota means for those behind it in its queue.
  public enum Discipline: String, CaseIterable, Sendable {
    /// They may pass it.
    case bestEffort = "best-effort"
    /// They wait too.
    case strict
  }

  public var name: String
  /// Index of the queue above; `nil` for a root.
  public var parent: Int?
  /// Accelerators that nobody else can keep from it.
  public var guaranteed: Int
  /// Most accelerators beyond its own that it may use; `nil` for no limit.
  public var borrowLimit: Int?
  /// Most of its own that others may use; `nil` for all.
  public var lendLimit: Int?
  public var reclaim = Reclaim.any
  public var within = Within.lowerPriority
  public var discipline = Discipline.bestEffort
  /// Most accelerators, and most jobs, of one tenant in this queue at once; `nil` for no limit.
  public var tenantAccelerators: Int?
  public var tenantJobs: Int?
  /// Names of tenants whose jobs it takes; a job of no queue's tenant goes to the first leaf.
  public var tenants: [String]

  public init(name: String, parent: Int? = nil, guaranteed: Int = 0, tenants: [String] = []) {
    self.name = name
    self.parent = parent
    self.guaranteed = guaranteed
    self.tenants = tenants
  }
}

/// All queues of a cluster; parents may come after their children.
public struct QueueTree: Hashable, Sendable {
  /// Why queues make no tree, or promise what is not there.
  public enum Refusal: Error, Hashable, Sendable {
    /// The names along the cycle, the first again at the end.
    case cycle([String])
    case aboveCapacity(guaranteed: Int, capacity: Int)
    /// A parent takes no jobs itself.
    case tenantsOfParent(String)
  }

  public let queues: [QuotaQueue]
  /// By queue, whether no other has it as its parent; only those take jobs.
  public let isLeaf: [Bool]

  /// - Parameter capacity: accelerators of the cluster.
  /// - Precondition: parents are indices of `queues`, which are not empty; amounts are not negative.
  /// - Throws: the first reason not to accept them.
  public init(_ queues: [QuotaQueue], capacity: Int) throws(Refusal) {
    precondition(!queues.isEmpty)
    self.queues = queues
    isLeaf = queues.indices.map { index in !queues.contains { $0.parent == index } }
    if let cycle = Self.cycle(in: queues) { throw .cycle(cycle) }
    for (queue, leaf) in zip(queues, isLeaf) where !leaf && !queue.tenants.isEmpty {
      throw .tenantsOfParent(queue.name)
    }
    let guaranteed = queues.reduce(0) { $0 + $1.guaranteed }
    if guaranteed > capacity { throw .aboveCapacity(guaranteed: guaranteed, capacity: capacity) }
  }

  private static func cycle(in queues: [QuotaQueue]) -> [String]? {
    for start in queues.indices {
      var path = [start]
      while let parent = queues[path.last!].parent {
        if let begin = path.firstIndex(of: parent) {
          return (path[begin...] + [parent]).map { queues[$0].name }
        }
        path.append(parent)
      }
    }
    return nil
  }

  /// The queue that takes each tenant's jobs, by tenant handle.
  public func queue(ofTenants names: [String]) -> [Int] {
    let first = isLeaf.firstIndex(of: true)!
    return names.map { name in
      queues.firstIndex { $0.tenants.contains(name) } ?? first
    }
  }

  /// By queue, the most that one job can ever have quota for, in thousandths of an accelerator.
  public var mostPerJob_milli: [Int64] {
    let idle = QuotaTree(self)
    return queues.indices.map { index in
      let queue = queues[index]
      if queue.tenantJobs == 0 { return -1 }
      return min(
        idle.available(index), queue.tenantAccelerators.map { Int64($0) * 1000 } ?? .max)
    }
  }
}
