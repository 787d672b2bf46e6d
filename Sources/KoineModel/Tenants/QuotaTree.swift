/// What the queues of a cluster use of their quotas, thousandths of an accelerator.
///
/// A queue uses its own quota first, as far as it does not lend it; what goes beyond is used of its
/// parent, and so on. Source: Kueue, pkg/cache/resource_node.go (`available`, `addUsage`,
/// `removeUsage`), of which this is the arithmetic.
public struct QuotaTree: Sendable {
  private let parent: [Int?]
  private let borrowLimit: [Int64?]
  /// Quota of the queue and of all below it that they lend.
  public private(set) var subtreeQuota: [Int64]
  /// The part of it that is not lent.
  private let localQuota: [Int64]
  /// By queue, with what it uses of its parent.
  public private(set) var usage: [Int64]
  /// By queue: its own quota.
  public private(set) var guaranteed: [Int64]

  /// Nobody uses anything.
  public init(_ queues: [QuotaQueue]) {
    parent = queues.map(\.parent)
    borrowLimit = queues.map { $0.borrowLimit.map { Int64($0) * 1000 } }
    let own = queues.map { Int64($0.guaranteed) * 1000 }
    let lend = queues.map { $0.lendLimit.map { Int64($0) * 1000 } }
    func quota(_ index: Int) -> Int64 {
      queues.indices.filter { queues[$0].parent == index }
        .reduce(own[index]) { $0 + min(quota($1), lend[$1] ?? .max) }
    }
    subtreeQuota = queues.indices.map(quota)
    localQuota = zip(subtreeQuota, lend).map { quota, lend in lend.map { max(0, quota - $0) } ?? 0 }
    guaranteed = own
    usage = Array(repeating: 0, count: queues.count)
  }

  /// How much more a queue could use now.
  public func available(_ queue: Int) -> Int64 {
    guard let parent = parent[queue] else { return subtreeQuota[queue] - usage[queue] }
    var fromParent = available(parent)
    if let limit = borrowLimit[queue] {
      let stored = subtreeQuota[queue] - localQuota[queue]
      let used = max(0, usage[queue] - localQuota[queue])
      fromParent = min(stored - used + limit, fromParent)
    }
    return max(0, localQuota[queue] - usage[queue]) + fromParent
  }

  /// A job of `amount` is let in.
  public mutating func add(_ amount: Int64, to queue: Int) {
    let local = max(0, localQuota[queue] - usage[queue])
    usage[queue] += amount
    if let parent = parent[queue], amount > local { add(amount - local, to: parent) }
  }

  /// A job of `amount` gives its quota back.
  public mutating func remove(_ amount: Int64, from queue: Int) {
    let inParent = usage[queue] - localQuota[queue]
    usage[queue] -= amount
    if let parent = parent[queue], inParent > 0 { remove(min(amount, inParent), from: parent) }
  }

  /// Whether a queue uses more than its own quota, or would with `amount` more.
  public func borrows(_ queue: Int, with amount: Int64 = 0) -> Bool {
    usage[queue] + amount > subtreeQuota[queue]
  }
}
