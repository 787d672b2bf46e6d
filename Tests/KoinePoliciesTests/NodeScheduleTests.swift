import Foundation
import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The engine against the reference on nodes of several accelerators, for each order and for the
/// placements whose rule is one sentence.
@Suite struct NodeScheduleTests {
  /// Orders by what is known of a job that has never run.
  private static let judged: [OrderName] = [
    .fifo, .shortest, .shortestTrue, .smallest, .largest, .priority, .wfp3, .f1, .f2, .f3, .f4,
  ]

  /// Whether job `a` comes before job `b` under an order; equal ones keep the order of arrival.
  private static func precedence(
    _ order: OrderName, _ workload: Workload
  ) -> (Int, Int, Instant) -> Bool {
    func size(_ job: Int) -> Int { workload.accelerators(of: JobHandle(job)) }
    func score(_ job: Int, _ now: Instant) -> Double {
      let wait = Double((now - workload.submit[job]).nanoseconds)
      let ratio = wait / Double(max(1, workload.estimate[job].nanoseconds))
      return ratio * ratio * ratio * Double(size(job))
    }
    /// Carastan-Santos and de Camargo, SC'17, table 3, as printed there.
    func published(_ order: OrderName, _ job: Int) -> Double {
      let r = workload.estimate[job].seconds
      let n = Double(size(job))
      let s = log10(max((workload.submit[job] - workload.submit[0]).seconds, 1))
      return switch order {
      case .f1: log10(max(r, 1)) * n + 8.70e2 * s
      case .f2: sqrt(r) * n + 2.56e4 * s
      case .f3: r * n + 6.86e6 * s
      default: r * sqrt(n) + 5.30e5 * s
      }
    }
    return { a, b, now in
      switch order {
      case .fifo: false
      case .shortest: workload.estimate[a] < workload.estimate[b]
      case .shortestTrue: workload.duration[a] < workload.duration[b]
      case .smallest: size(a) < size(b)
      case .largest: size(a) > size(b)
      case .priority: workload.priority[a] > workload.priority[b]
      case .wfp3: score(a, now) > score(b, now)
      case .f1, .f2, .f3, .f4: published(order, a) < published(order, b)
      case .edf, .srtf, .las, .tiresias, .gittins, .gandiva, .themis, .fairShare, .drf:
        preconditionFailure("\(order) has scenes of its own")
      }
    }
  }

  private func draw(_ random: inout SplitMix64) -> (workload: Workload, nodes: Int, size: Int) {
    let size = random.pick([2, 3, 4, 8])
    let nodes = random.integer(in: 1...6)
    var clock = 0
    let jobs = (0..<random.integer(in: 5...40)).map { _ in
      if random.happens(0.6) { clock += random.integer(in: 0...4) }
      let duration = random.happens(0.05) ? 0 : random.integer(in: 1...12)
      let tasks = random.happens(0.3) ? random.integer(in: 1...4) : 0
      let perTask = random.integer(in: 1...(tasks == 0 ? 2 * size : size))
      return JobSketch(
        at: clock, runs: duration, estimate: random.integer(in: 1...20),
        asks: Request(accelerators: Int32(max(tasks, 1) * perTask), tasks: Int32(tasks)),
        priority: Int32(random.integer(in: 0...2)))
    }
    return (Workload(jobs), nodes, size)
  }

  @Test(arguments: Self.judged, ReferenceNodes.Rule.allCases)
  func `the same starts on equal nodes`(order: OrderName, rule: ReferenceNodes.Rule) {
    for backfill in [BackfillName.none, .skip] {
      let policy = PolicySpecification(
        order: order, placement: PlacementName(rawValue: rule.rawValue)!, backfill: backfill)
      for seed in TestScale.seeds(60) {
        var random = SplitMix64(seed: seed)
        let (workload, nodes, size) = draw(&random)
        var reference = ReferenceNodes(
          workload, nodes: nodes, of: size, rule: rule, skips: backfill == .skip,
          precedes: Self.precedence(order, workload))
        reference.run()
        let log = simulate(workload, on: .equal(nodes, islands: [size]), policy: policy)
        if log.start == reference.start { continue }
        let job = workload.submit.indices.first { log.start[$0] != reference.start[$0] }!
        Issue.record(
          """
          \(backfill), seed \(seed), \(nodes) nodes of \(size): job \(job) starts at \
          \(log.start[job].seconds) s instead of \(reference.start[job].seconds) s
          """)
        return
      }
    }
  }
}
