import KoineEngine
import KoineMetrics
import KoineModel
import KoineReports

/// A small run written by hand that shows everything a report can show.
enum SampleRun {
  static let hours: Int64 = 100

  static var topology: Topology {
    var topology = Topology(name: "sample")
    topology.summary = "three kinds of chips, for tests"
    var fast = Chip(key: "biren/br106m", vendor: "Biren", product: "BR106M")
    fast.tdp_w = Figure(400, confidence: .vendor)
    fast.idle_w = Figure(60, confidence: .estimate)
    fast.rent_cny_per_hour = Figure(2, confidence: .thirdParty)
    var plain = Chip(key: "metax/c550", vendor: "MetaX", product: "C550")
    plain.tdp_w = Figure(450, confidence: .vendor)
    plain.idle_w = Figure(112, confidence: .measured)
    topology.chips = [
      fast, plain,
      Chip(key: "lightelligence/pace", vendor: "Lightelligence", product: "PACE", kind: .photonic),
    ]
    topology.nodeTypes = topology.chips.indices.map {
      NodeType(name: "node-\($0)", chip: ChipHandle($0), accelerators: [8, 8, 4][$0])
    }
    for (type, count) in [32, 16, 4].enumerated() {
      topology.append(
        NodeTypeHandle(type), count: count, names: ["node-\(type)"], racks: .nodesPerRack(4))
    }
    return topology
  }

  private static let requests = [
    Request(accelerators: 1), Request(accelerators: 8), Request(accelerators: 64),
    Request(accelerators: 2, chips: ChipSelectionHandle(0)), Request(accelerators: 600),
    Request(accelerators: 16, locality: .node, localityIsRequired: true),
    Request(accelerators: 1, share_milli: 500),
  ]

  /// 60 jobs of seven kinds; two of them can never run, one runs and one waits at the end.
  static var workload: Workload {
    var workload = Workload(name: "by hand")
    workload.requests = requests
    workload.chipSelections = [["biren/br106m"]]
    workload.tenantNames = ["tenant"]
    for job in 0..<60 {
      workload.submit.append(instant(Int64(job) * 1_234_567_891))
      workload.duration.append(Interval(seconds: Int64(600 + job * 37)))
      workload.estimate.append(Interval(seconds: Int64(1200 + job * 37)))
      workload.request.append(RequestHandle(job % 7))
      workload.tenant.append(TenantHandle(0))
      workload.priority.append(0)
      workload.ending.append(.completes)
    }
    return workload
  }

  static var log: RunLog {
    let workload = workload
    var log = RunLog(
      state: [], start: [], finish: [], pool: [], nodes: [], ledger: ledger, begin: .zero,
      end: instant(hours * 3_600_000_000_000), events: 117, decisions: 50,
      decisionHash: 0x0123_4567_89AB_CDEF)
    for job in 0..<workload.count {
      let isRejected = job % 7 == 4 || job % 7 == 5
      let state: JobState =
        isRejected
        ? .rejected
        : job == 59 ? .waiting : job == 58 ? .running : job % 11 == 3 ? .failed : .completed
      let starts = !isRejected && state != .waiting
      let wait = Interval(seconds: Int64(job % 7 == 2 ? job * 400 : job % 3 == 0 ? 0 : job * 7))
      let start = workload.submit[job] + wait
      log.state.append(state)
      log.start.append(starts ? start : .never)
      log.finish.append(starts && state != .running ? start + workload.duration[job] : .never)
      log.pool.append(starts ? PoolHandle(job % 7 == 3 ? 0 : job % 3) : .none)
      log.nodes.append(starts ? Int32(job % 7 == 2 ? 8 : 1) : 0)
    }
    return log
  }

  private static var ledger: Ledger {
    var ledger = Ledger(
      capacity_milli: [256_000, 128_000, 16_000], span: Interval(seconds: hours * 3600))
    let hundredths: [[(LedgerClass, Int128)]] = [
      [(.productive, 72), (.lost, 5), (.freeIdle, 8), (.freeUnusable, 4), (.freeWithheld, 11)],
      [(.productive, 55), (.lost, 3), (.freeIdle, 20), (.freeUnusable, 10), (.freeWithheld, 12)],
      [(.productive, 10), (.freeIdle, 30), (.freeUnusable, 60)],
    ]
    for (pool, classes) in hundredths.enumerated() {
      for (ledgerClass, part) in classes {
        ledger[PoolHandle(pool), ledgerClass] =
          Int128(ledger.capacity_milli[pool]) * Int128(ledger.span.nanoseconds) / 100 * part
      }
    }
    return ledger
  }

  static var report: RunReport {
    let run = RunDescription(
      topology: topology, workload: workload, isGenerated: false, policyName: "easy",
      order: "fifo", placement: "best-fit", backfill: "easy", overtaking: .exceptDelayingFirst,
      placementPacks: true, seed: 7, until: instant(hours * 3_600_000_000_000))
    return RunReport(run: run, summary: Summary(log, workload, on: topology, wall_s: 0.25))
  }

  static var table: JobTable { JobTable(log, workload, on: topology) }

  private static func instant(_ nanoseconds: Int64) -> Instant {
    Instant(nanoseconds: nanoseconds)
  }
}
