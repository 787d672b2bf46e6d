import KoineEngine
import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// Queues with quotas on a cluster of eight accelerators, in scenes worked out by hand, and by property
/// on random trees and clusters.
@Suite struct QuotaTests {
  private func queue(
    _ name: String, below parent: Int? = nil, _ guaranteed: Int, for tenants: [String] = [],
    _ change: (inout QuotaQueue) -> Void = { _ in }
  ) -> QuotaQueue {
    var queue = QuotaQueue(name: name, parent: parent, guaranteed: guaranteed, tenants: tenants)
    change(&queue)
    return queue
  }

  private func run(
    _ jobs: [(job: JobSketch, tenant: Int)], _ queues: [QuotaQueue],
    policy: PolicySpecification = .named("fifo")!,
    on topology: Topology = .equal(1, islands: [8])
  ) throws -> RunLog {
    var workload = Workload(jobs.map(\.job))
    workload.tenantNames = ["a", "b"]
    workload.tenant = jobs.map { TenantHandle($0.tenant) }
    let log = simulate(
      workload, on: topology, policy: policy,
      options: RunOptions(queues: try QueueTree(queues, capacity: 8)))
    #expect(log.ledger.isBalanced)
    return log
  }

  /// Queue A uses its four accelerators and borrows B's. When B's job arrives at 10, A's job that started
  /// last stops until B's is done at 20, and then does its other 90 s.
  @Test func `a guarantee is reclaimed from who borrows it`() throws {
    let jobs = [
      (JobSketch(at: 0, runs: 100, on: 4), 0), (JobSketch(at: 0, runs: 100, on: 4), 0),
      (JobSketch(at: 10, runs: 10, on: 4), 1),
    ]
    let queues = [
      queue("org", 0), queue("A", below: 0, 4, for: ["a"]), queue("B", below: 0, 4, for: ["b"]),
    ]
    let log = try run(jobs, queues)
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 10])
    #expect(log.finish.map(\.wholeSeconds) == [100, 110, 20])
    #expect(log.attempts == [1, 2, 1])
  }

  /// The same with a queue that never reclaims: B waits until A is done.
  @Test func `who never reclaims waits`() throws {
    let jobs = [
      (JobSketch(at: 0, runs: 100, on: 4), 0), (JobSketch(at: 0, runs: 100, on: 4), 0),
      (JobSketch(at: 10, runs: 10, on: 4), 1),
    ]
    let queues = [
      queue("org", 0), queue("A", below: 0, 4, for: ["a"]),
      queue("B", below: 0, 4, for: ["b"]) { $0.reclaim = .never },
    ]
    #expect(try run(jobs, queues).finish.map(\.wholeSeconds) == [100, 100, 110])
  }

  /// A may borrow one accelerator only, so that its second job of two waits beside three free ones, which
  /// are of no use to it: its quota ends at five.
  @Test func `a borrowing limit leaves accelerators unusable`() throws {
    let jobs = [
      (JobSketch(at: 0, runs: 10, on: 4), 0), (JobSketch(at: 0, runs: 10, on: 2), 0),
    ]
    let queues = [
      queue("org", 0), queue("A", below: 0, 4, for: ["a"]) { $0.borrowLimit = 1 },
      queue("B", below: 0, 4, for: ["b"]),
    ]
    let log = try run(jobs, queues)
    #expect(log.start.map(\.wholeSeconds) == [0, 10])
    #expect(log.ledger.total(.freeUnusable) == 4000 * 10_000_000_000)
  }

  /// B lends three of its four: A gets seven, and its job of eight can never run.
  @Test func `what is not lent is out of reach`() throws {
    let jobs = [
      (JobSketch(at: 0, runs: 10, on: 7), 0), (JobSketch(at: 1, runs: 10, on: 8), 0),
      (JobSketch(at: 2, runs: 10, on: 1), 1),
    ]
    let queues = [
      queue("org", 0), queue("A", below: 0, 4, for: ["a"]),
      queue("B", below: 0, 4, for: ["b"]) { $0.lendLimit = 3 },
    ]
    let log = try run(jobs, queues)
    #expect(log.state == [.completed, .rejected, .completed])
    #expect(log.start.map(\.wholeSeconds) == [0, nil, 2])
  }

  /// One job of a tenant at a time; the tenant's second waits, and the third of another passes it unless
  /// the queue is strict.
  @Test(arguments: [(QuotaQueue.Discipline.bestEffort, [0, 10, 1]), (.strict, [0, 10, 10])])
  func `limits of a tenant`(discipline: QuotaQueue.Discipline, starts: [Int]) throws {
    let jobs = [
      (JobSketch(at: 0, runs: 10, on: 1), 0), (JobSketch(at: 0, runs: 10, on: 1), 0),
      (JobSketch(at: 1, runs: 10, on: 1), 1),
    ]
    let queues = [
      queue("all", 8, for: ["a", "b"]) {
        $0.tenantJobs = 1
        $0.discipline = discipline
      }
    ]
    #expect(try run(jobs, queues).start.map(\.wholeSeconds) == starts)
  }

  /// All eight are the organisation's, and A uses them. From 20 to 40 four are B's: its job, which has
  /// waited since 10, takes them from A's job that started last. When it is done at 30, A borrows them
  /// again and does its other 80 s.
  @Test func `a reservation is a guarantee for a time`() throws {
    let jobs = [
      (JobSketch(at: 0, runs: 100, on: 4), 0), (JobSketch(at: 0, runs: 100, on: 4), 0),
      (JobSketch(at: 10, runs: 10, on: 4), 1),
    ]
    let queues = [
      queue("org", 8), queue("A", below: 0, 0, for: ["a"]),
      queue("B", below: 0, 0, for: ["b"]) {
        $0.reservations = [QuotaReservation(accelerators: 4, from: .second(20), until: .second(40))]
      },
    ]
    let log = try run(jobs, queues)
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 20])
    #expect(log.finish.map(\.wholeSeconds) == [100, 110, 30])
  }

  /// Two nodes of four, three of each in use until 100. The third job needs two on one node, so that it is
  /// let in and cannot start; the fourth, two on any nodes, finds the quota used up. After 10 s the third
  /// gives its quota back, and the fourth runs from 11.
  @Test(arguments: zip([nil, 10] as [Int64?], [[0, 0, 100, 100], [0, 0, 100, 11]]))
  func `who is let in and does not start`(within_s: Int64?, starts: [Int]) throws {
    let together = Request(accelerators: 2, locality: .node, localityIsRequired: true)
    let jobs = [
      (JobSketch(at: 0, runs: 100, on: 3), 0), (JobSketch(at: 0, runs: 100, on: 3), 0),
      (JobSketch(at: 1, runs: 10, asks: together), 0),
      (JobSketch(at: 2, runs: 20, asks: Request(accelerators: 2, tasks: 2)), 1),
    ]
    let queues = [
      queue("all", 8, for: ["a", "b"]) { $0.startWithin = within_s.map { Interval(seconds: $0) } }
    ]
    let log = try run(jobs, queues, on: .equal(2, islands: [4]))
    #expect(log.start.map(\.wholeSeconds) == starts)
  }

  /// Within a queue the higher priority stops the lower one when the quota is used up.
  @Test func `priority within a queue`() throws {
    let jobs = [
      (JobSketch(at: 0, runs: 10, on: 8), 0), (JobSketch(at: 5, runs: 2, on: 8, priority: 1), 0),
    ]
    let log = try run(jobs, [queue("all", 8)])
    #expect(log.finish.map(\.wholeSeconds) == [12, 7])
  }

  @Test func `trees that are none are refused`() {
    #expect(throws: QueueTree.Refusal.cycle(["x", "y", "x"])) {
      try QueueTree([queue("x", below: 1, 0), queue("y", below: 0, 0)], capacity: 8)
    }
    #expect(throws: QueueTree.Refusal.aboveCapacity(guaranteed: 9, capacity: 8)) {
      try QueueTree([queue("x", 9)], capacity: 8)
    }
    #expect(throws: QueueTree.Refusal.tenantsOfParent("x")) {
      try QueueTree([queue("x", 1, for: ["a"]), queue("y", below: 0, 1)], capacity: 8)
    }
  }

  /// Whatever is taken and given back in whatever order: what is taken was available, the roots hold the
  /// sum of all, nobody's guarantee that is not lent is touched, and in the end everything is free.
  @Test func `the arithmetic of quotas`() throws {
    for seed in TestScale.seeds(300) {
      var random = SplitMix64(seed: seed)
      let tree = try randomTree(&random, capacity: 100)
      let idle = QuotaTree(tree.queues)
      var quota = idle
      var held: [(amount: Int64, queue: Int)] = []
      for _ in 0..<60 {
        let queue = random.pick(tree.queues.indices.filter { tree.isLeaf[$0] })
        let amount = Int64(random.integer(in: 1...30) * 1000)
        if amount <= quota.available(queue) {
          quota.add(amount, to: queue)
          held.append((amount, queue))
        } else if let index = held.indices.last {
          let (amount, queue) = held.remove(at: random.integer(in: 0...index))
          quota.remove(amount, from: queue)
        }
        let used = held.reduce(0) { $0 + $1.amount }
        #expect(used <= 100_000, "seed \(seed)")
        for queue in tree.queues.indices where tree.isLeaf[queue] {
          let own = held.filter { $0.queue == queue }.reduce(0) { $0 + $1.amount }
          #expect(quota.usage[queue] == own, "seed \(seed)")
          #expect(quota.available(queue) >= 0, "seed \(seed)")
        }
      }
      for (amount, queue) in held.reversed() { quota.remove(amount, from: queue) }
      #expect(quota.usage == idle.usage, "seed \(seed)")
    }
  }

  private func randomTree(_ random: inout SplitMix64, capacity: Int) throws -> QueueTree {
    var left = capacity
    let queues = (0..<random.integer(in: 1...6)).map { index in
      let guaranteed = random.integer(in: 0...left)
      left -= guaranteed
      let parent = index > 0 && random.happens(0.8) ? random.integer(in: 0...index - 1) : nil
      return queue("q\(index)", below: parent, guaranteed) {
        if random.happens(0.3) { $0.borrowLimit = random.integer(in: 0...50) }
        if random.happens(0.3) { $0.lendLimit = random.integer(in: 0...50) }
        $0.reclaim = random.pick(QuotaQueue.Reclaim.allCases)
        $0.within = random.pick(QuotaQueue.Within.allCases)
        $0.discipline = random.pick(QuotaQueue.Discipline.allCases)
      }
    }
    let parents = Set(queues.compactMap(\.parent))
    let withTenants = queues.enumerated().map { index, queue in
      var queue = queue
      if !parents.contains(index) { queue.tenants = ["tenant of \(queue.name)"] }
      return queue
    }
    return try QueueTree(withTenants, capacity: capacity)
  }

  /// With queues, priorities and reclaiming: no job is lost, everybody gets their work, the ledger adds up.
  @Test(arguments: ["fifo", "easy", "conservative", "srtf", "las"])
  func `work done is work asked`(name: String) throws {
    for seed in TestScale.seeds(40) {
      let cluster = RandomCluster(seed: seed)
      var random = SplitMix64(seed: seed + 1000)
      let capacity = max(1, cluster.topology.acceleratorCount)
      let tree = try randomTree(&random, capacity: capacity)
      var workload = cluster.workload
      workload.tenantNames = tree.queues.map { "tenant of \($0.name)" }
      workload.tenant = workload.submit.map { _ in
        TenantHandle(random.integer(in: 0...tree.queues.count - 1))
      }
      let log = simulate(
        workload, on: cluster.topology, policy: .named(name)!, options: RunOptions(queues: tree))
      #expect(log.ledger.isBalanced, "\(name), seed \(seed)")
      for job in 0..<workload.count {
        #expect(log.state[job] != .waiting && log.state[job] != .running, "\(name), seed \(seed)")
        guard log.finish[job].isReached else { continue }
        #expect(log.held[job] == workload.duration[job], "\(name), job \(job), seed \(seed)")
      }
    }
  }
}
