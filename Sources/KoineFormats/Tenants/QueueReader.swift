import Foundation
public import KoineModel

/// The queues of a run as written, and where, for what only the cluster can judge.
public struct QueueList: Hashable, Sendable {
  public var queues: [QuotaQueue]
  public var file: String
  public var line: Int?

  /// The tree that the queues make on a cluster.
  ///
  /// - Throws: a located reason why they make none there.
  public func tree(capacity: Int) throws(InputError) -> QueueTree {
    do throws(QueueTree.Refusal) {
      return try QueueTree(queues, capacity: capacity)
    } catch {
      throw InputError(Diagnostic(file: file, line: line, key: "queues", error.problem))
    }
  }
}

extension QueueTree.Refusal {
  fileprivate var problem: InputProblem {
    switch self {
    case .cycle(let names):
      .conflict("the queues are their own parents: \(names.joined(separator: " below "))")
    case .aboveCapacity(let guaranteed, let capacity):
      .outOfRange(
        found: "guarantees of \(guaranteed) accelerators in all",
        expected: "at most the cluster's \(capacity)")
    case .reservedAboveCapacity(let total, let capacity, let time):
      .outOfRange(
        found: "guarantees and reservations of \(total) accelerators at "
          + seconds(time - Instant.zero),
        expected: "at most the cluster's \(capacity)")
    case .tenantsOfParent(let name):
      .conflict("queue '\(name)' has queues below it and takes no tenants itself")
    }
  }
}

/// Reads queues with quotas: the list under `queues` of a scenario, or a file of its own.
public struct QueueReader: Sendable {
  static let keys = [
    "name", "parent", "guaranteed", "borrow", "lend", "reclaim", "within", "discipline", "tenants",
    "tenant_accelerators", "tenant_jobs", "start_within", "reserved",
  ]
  private static let amounts = 0...1_000_000_000

  public init() {}

  /// The queues of the file at `path`: a mapping with the list `queues`.
  ///
  /// - Throws: every problem of the file.
  public func queues(path: String) throws(InputError) -> QueueList {
    let root = try YAMLDocument.parse(try InputText.read(path), file: path)
    let list = root.mapping(known: ["queues"])?.required("queues").flatMap(queues)
    try root.log.throwIfErrors()
    return list!
  }

  /// The queues of a list; what is wrong is reported there.
  func queues(_ value: YAMLValue) -> QueueList? {
    let items = value.list() ?? []
    if items.isEmpty { value.report(.empty(what: "queues")) }
    let mappings = items.map { $0.mapping(known: Self.keys) }
    let names = mappings.map { $0?.required("name")?.name() ?? "" }
    var queues: [QuotaQueue] = []
    for (index, fields) in mappings.enumerated() {
      guard let fields else { continue }
      if !names[index].isEmpty && names.firstIndex(of: names[index])! < index {
        items[index].report(.duplicateName(kind: "queue", found: names[index]))
      }
      queues.append(queue(names[index], fields, names))
    }
    reportSharedTenants(queues, items)
    return QueueList(queues: queues, file: value.file, line: value.line)
  }

  private func queue(_ name: String, _ fields: YAMLMapping, _ names: [String]) -> QuotaQueue {
    var queue = QuotaQueue(name: name)
    queue.parent = fields["parent"]?.name("queue", among: names)
      .flatMap { names.firstIndex(of: $0) }
    queue.guaranteed = fields["guaranteed"]?.integer(in: Self.amounts) ?? 0
    queue.borrowLimit = fields["borrow"].flatMap(limit)
    queue.lendLimit = fields["lend"].flatMap(limit)
    queue.reclaim = fields["reclaim"]?.choice("rule", of: QuotaQueue.Reclaim.self) ?? .any
    queue.within = fields["within"]?.choice("rule", of: QuotaQueue.Within.self) ?? .lowerPriority
    queue.discipline =
      fields["discipline"]?.choice("discipline", of: QuotaQueue.Discipline.self) ?? .bestEffort
    queue.tenants = fields["tenants"]?.names() ?? []
    queue.tenantAccelerators = fields["tenant_accelerators"]?.integer(in: Self.amounts)
    queue.tenantJobs = fields["tenant_jobs"]?.integer(in: Self.amounts)
    queue.startWithin = fields["start_within"]?.time()
    queue.reservations = fields["reserved"]?.list()?.compactMap(reservation) ?? []
    return queue
  }

  private func reservation(_ value: YAMLValue) -> QuotaReservation? {
    guard let fields = value.mapping(known: ["accelerators", "from", "until"]) else { return nil }
    guard let accelerators = fields.required("accelerators")?.integer(in: Self.amounts),
      let from = fields.required("from")?.time(), let last = fields.required("until"),
      let until = last.time()
    else { return nil }
    guard from < until else {
      last.report(.outOfRange(found: seconds(until), expected: "a time after \(seconds(from))"))
      return nil
    }
    return QuotaReservation(
      accelerators: accelerators, from: Instant.zero + from, until: Instant.zero + until)
  }

  /// A number of accelerators, or `any` for no limit.
  private func limit(_ value: YAMLValue) -> Int? {
    value.isScalar && value.text() == "any" ? nil : value.integer(in: Self.amounts)
  }

  private func reportSharedTenants(_ queues: [QuotaQueue], _ items: [YAMLValue]) {
    var owner: [String: String] = [:]
    for (queue, item) in zip(queues, items) {
      for tenant in queue.tenants {
        if let other = owner[tenant] {
          item.report(.conflict("tenant '\(tenant)' belongs to queue '\(other)' already"))
        }
        owner[tenant] = queue.name
      }
    }
  }
}

private func seconds(_ span: Interval) -> String { "\(decimalSeconds(span.nanoseconds)) s" }
