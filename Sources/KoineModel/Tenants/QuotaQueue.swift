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
  /// How long a job that was let in may wait for its start before it gives its quota back; `nil` for
  /// as long as it takes.
  public var startWithin: Interval?
  /// Accelerators that are its own for a time, beside the guarantee.
  public var reservations: [QuotaReservation] = []
  /// Names of tenants whose jobs it takes; a job of no queue's tenant goes to the first leaf.
  public var tenants: [String]

  public init(name: String, parent: Int? = nil, guaranteed: Int = 0, tenants: [String] = []) {
    self.name = name
    self.parent = parent
    self.guaranteed = guaranteed
    self.tenants = tenants
  }
}

/// Accelerators that belong to a queue between two instants.
public struct QuotaReservation: Hashable, Sendable {
  public var accelerators: Int
  /// Included, and not.
  public var from: Instant
  public var until: Instant

  /// - Precondition: `from` is before `until`.
  public init(accelerators: Int, from: Instant, until: Instant) {
    precondition(from < until && accelerators >= 0)
    self.accelerators = accelerators
    self.from = from
    self.until = until
  }

  /// Whether it holds at an instant.
  public func holds(at time: Instant) -> Bool { from <= time && time < until }
}

/// All queues of a cluster; parents may come after their children.
public struct QueueTree: Hashable, Sendable {
  /// Why queues make no tree, or promise what is not there.
  public enum Refusal: Error, Hashable, Sendable {
    /// The names along the cycle, the first again at the end.
    case cycle([String])
    case aboveCapacity(guaranteed: Int, capacity: Int)
    /// Guarantees and reservations at an instant.
    case reservedAboveCapacity(total: Int, capacity: Int, at: Instant)
    /// A parent takes no jobs itself.
    case tenantsOfParent(String)
  }

  public let queues: [QuotaQueue]
  /// By queue, whether no other has it as its parent; only those take jobs.
  public let isLeaf: [Bool]
  /// When a reservation begins or ends, earliest first.
  public private(set) var changes: [Instant] = []

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
    changes = Set(queues.flatMap(\.reservations).flatMap { [$0.from, $0.until] }).sorted()
    for time in changes {
      let total = at(time).reduce(0) { $0 + $1.guaranteed }
      if total > capacity {
        throw .reservedAboveCapacity(total: total, capacity: capacity, at: time)
      }
    }
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
    // Before the first reservation, and from each change on.
    let idle = [QuotaTree(queues)] + changes.map { QuotaTree(at($0)) }
    return queues.indices.map { index in
      let queue = queues[index]
      if queue.tenantJobs == 0 { return -1 }
      let most = idle.map { $0.available(index) }.max()!
      return min(most, queue.tenantAccelerators.map { Int64($0) * 1000 } ?? .max)
    }
  }

  /// The queues with what is reserved for them at an instant among their guarantees.
  ///
  /// It is taken from what the queue above has for all below it, as far as that goes.
  public func at(_ time: Instant) -> [QuotaQueue] {
    var queues = queues
    for (index, queue) in self.queues.enumerated() {
      let reserved = queue.reservations.filter { $0.holds(at: time) }
        .reduce(0) { $0 + $1.accelerators }
      queues[index].guaranteed += reserved
      if let parent = queue.parent {
        queues[parent].guaranteed -= min(queues[parent].guaranteed, reserved)
      }
    }
    return queues
  }
}
