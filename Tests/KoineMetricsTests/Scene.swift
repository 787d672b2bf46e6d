import KoineEngine
import KoineMetrics
import KoineModel

/// A run written by hand: what each job did, and where the accelerators' time went.
struct Scene {
  struct Job {
    var submit: Int64
    var start: Int64?
    var finish: Int64?
    var state: JobState = .completed
    var request = Request(accelerators: 1)
    var pool = 0
    var nodes: Int32 = 1
  }

  var topology: Topology
  var workload = Workload(name: "scene")
  var log: RunLog

  /// Times are in seconds. `ledger` gives accelerator-seconds per pool and class; what is missing to
  /// the capacity is left missing.
  init(
    on topology: Topology, jobs: [Job], selections: [[String]] = [], end: Int64,
    ledger: [[LedgerClass: Int64]]
  ) {
    self.topology = topology
    var interner = RequestInterner()
    let capacities = topology.pools.map {
      Int64($0.nodes.count * topology.nodeType(of: $0).accelerators * 1000)
    }
    var rows = Ledger(capacity_milli: capacities, span: Interval(seconds: end))
    for (pool, amounts) in ledger.enumerated() {
      for (ledgerClass, seconds) in amounts {
        rows[PoolHandle(pool), ledgerClass] = Int128(seconds) * 1_000_000_000_000
      }
    }
    log = RunLog(
      state: jobs.map(\.state), start: jobs.map { Self.instant($0.start) },
      finish: jobs.map { Self.instant($0.finish) },
      pool: jobs.map { $0.start == nil ? .none : PoolHandle($0.pool) },
      nodes: jobs.map { $0.start == nil ? 0 : $0.nodes }, ledger: rows, begin: .zero,
      end: Self.instant(end), events: 2 * jobs.count, decisions: jobs.count, decisionHash: 0xABC)
    for job in jobs {
      workload.submit.append(Self.instant(job.submit))
      let run = job.start.map { (job.finish ?? end) - $0 } ?? 0
      workload.duration.append(Interval(seconds: run))
      workload.estimate.append(Interval(seconds: run))
      workload.request.append(interner.intern(job.request))
      workload.tenant.append(TenantHandle(0))
      workload.priority.append(0)
      workload.ending.append(.completes)
    }
    workload.requests = interner.requests
    workload.tenantNames = ["tenant"]
    workload.chipSelections = selections
  }

  var summary: Summary { Summary(log, workload, on: topology, wall_s: 0.5) }

  private static func instant(_ seconds: Int64?) -> Instant {
    seconds.map { Instant(nanoseconds: $0 * 1_000_000_000) } ?? .never
  }

  /// Two nodes of 8 `acme/fast` (TDP and idle power known), one of 4 `acme/slow` (nothing known).
  static var twoKinds: Topology {
    var topology = Topology(name: "two-kinds")
    var fast = Chip(key: "acme/fast", vendor: "acme", product: "fast", aliases: ["F1"])
    fast.tdp_w = Figure(400, confidence: .vendor)
    fast.idle_w = Figure(50, confidence: .estimate)
    fast.rent_cny_per_hour = Figure(3.6, confidence: .press)
    topology.chips = [fast, Chip(key: "acme/slow", vendor: "acme", product: "slow")]
    topology.nodeTypes = [
      NodeType(
        name: "big", chip: ChipHandle(0), accelerators: 8, islands: [4, 4], cpu_milli: 64_000,
        memory_mib: 1024),
      NodeType(
        name: "small", chip: ChipHandle(1), accelerators: 4, cpu_milli: 16_000, memory_mib: 512),
    ]
    topology.append(NodeTypeHandle(0), count: 2, names: ["big"], racks: .nodesPerRack(2))
    topology.append(NodeTypeHandle(1), count: 1, names: ["small"], racks: .nodesPerRack(1))
    return topology
  }
}
