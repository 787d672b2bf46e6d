import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The engine against the reference on nodes of several accelerators, for each order and for the
/// placements whose rule is one sentence.
@Suite struct NodeScheduleTests {
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
    return { a, b, now in
      switch order {
      case .fifo: false
      case .shortest: workload.estimate[a] < workload.estimate[b]
      case .shortestTrue: workload.duration[a] < workload.duration[b]
      case .smallest: size(a) < size(b)
      case .largest: size(a) > size(b)
      case .priority: workload.priority[a] > workload.priority[b]
      case .wfp3: score(a, now) > score(b, now)
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

  @Test(arguments: OrderName.allCases, ReferenceNodes.Rule.allCases)
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
