import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The ledger worked out again from starts and ends alone, on identical processors, where it is easy:
/// what is free while something waits is withheld if the smallest waiting job would fit.
@Suite struct LedgerReconstructionTests {
  private struct Amounts: Equatable {
    var productive: Int128 = 0
    var idle: Int128 = 0
    var unusable: Int128 = 0
    var withheld: Int128 = 0
  }

  private func reconstruct(_ log: RunLog, _ workload: Workload, _ processors: Int) -> Amounts {
    let jobs = (0..<workload.count).filter { log.state[$0] != .rejected }
    let size = (0..<workload.count).map { workload.accelerators(of: JobHandle($0)) }
    let instants = Set(workload.submit + log.start + log.finish).filter(\.isReached).sorted()
    var amounts = Amounts()
    for (from, to) in zip(instants, instants.dropFirst()) {
      let span = Int128((to - from).nanoseconds) * 1000
      let busy = jobs.filter { log.start[$0] <= from && from < log.finish[$0] }
        .reduce(0) { $0 + size[$1] }
      let waiting = jobs.filter { workload.submit[$0] <= from && from < log.start[$0] }
      let free = Int128(processors - busy) * span
      amounts.productive += Int128(busy) * span
      if waiting.isEmpty {
        amounts.idle += free
      } else if waiting.contains(where: { size[$0] <= processors - busy }) {
        amounts.withheld += free
      } else {
        amounts.unusable += free
      }
    }
    return amounts
  }

  @Test(arguments: BackfillName.allCases, OrderName.allCases)
  func `the same on identical processors`(backfill: BackfillName, order: OrderName) {
    let policy = PolicySpecification(order: order, placement: .bestFit, backfill: backfill)
    for seed in TestScale.seeds(20) {
      var random = SplitMix64(seed: seed)
      let (workload, processors) = TiedWorkload(estimates: .any).draw(&random)
      let log = simulate(workload, on: .flat(processors), policy: policy)
      let found = Amounts(
        productive: log.ledger.total(.productive), idle: log.ledger.total(.freeIdle),
        unusable: log.ledger.total(.freeUnusable), withheld: log.ledger.total(.freeWithheld))
      #expect(log.ledger.isBalanced, "seed \(seed)")
      #expect(found == reconstruct(log, workload, processors), "seed \(seed)")
    }
  }
}
