import KoineEngine
import KoineModel

/// Splits the time that was not productive into its causes.
struct LossRanking {
  let usages: [ChipUsage]
  let time: AcceleratorTime
  let span: Interval
  let failedJobs: Int
  let interruptions: Interruptions?
  let topology: Topology
  let demand: WaitingDemand

  /// All causes with any time, largest first; equal ones in the order of the ledger.
  func causes() -> [LossCause] {
    var found: [LossCause] = []
    for ledgerClass in LedgerClass.allCases where ledgerClass != .productive {
      switch ledgerClass {
      case .freeIdle: found.append(cause(.nothingWaited, of: ledgerClass, on: usages))
      case .freeWithheld: found.append(cause(.withheld, of: ledgerClass, on: usages))
      case .freeUnusable: found += unusable()
      case .lost: found.append(cause(lost, of: ledgerClass, on: usages))
      default: found.append(cause(.other(ledgerClass), of: ledgerClass, on: usages))
      }
    }
    return found.filter { $0.amount > 0 }.enumerated()
      .sorted { ($1.element.amount, $0.offset) < ($0.element.amount, $1.offset) }.map(\.element)
  }

  private var lost: LossCause.Kind {
    guard let interruptions,
      interruptions.restarts + interruptions.preemptions + interruptions.resizes
        + interruptions.migrations > 0
    else {
      return .failedJobs(failedJobs)
    }
    return .interruptions(
      restarts: interruptions.restarts, preemptions: interruptions.preemptions,
      resizes: interruptions.resizes, migrations: interruptions.migrations,
      failedJobs: failedJobs)
  }

  private func cause(
    _ kind: LossCause.Kind, of ledgerClass: LedgerClass, on usages: [ChipUsage]
  ) -> LossCause {
    let chips = usages.map {
      LossCause.ChipShare(
        chip: $0.chip.key, accelerators: average($0.time[ledgerClass]), capacity: $0.capacity)
    }.filter { $0.accelerators > 0 }
    let amount = usages.reduce(Int128(0)) { $0 + $1.time[ledgerClass] }
    return LossCause(
      kind: kind, amount: amount, accelerators: average(amount), share: time.share(of: amount) ?? 0,
      chips: chips.enumerated().sorted {
        ($1.element.accelerators, $0.offset) < ($0.element.accelerators, $1.offset)
      }.map(\.element))
  }

  /// `free_unusable`, by why the waiting jobs could not use the chips.
  private func unusable() -> [LossCause] {
    let handles = usages.map { usage in topology.chips.firstIndex { $0.key == usage.chip.key }! }
    let capacity = topology.acceleratorsByChip
    var scattered: [Int] = []
    var small: [Int] = []
    var foreign: [Int] = []
    for (index, chip) in handles.enumerated() {
      if !demand.isWaitedFor(chip) {
        foreign.append(index)
      } else if demand.typicalSize(for: [chip], capacity: capacity) == nil {
        small.append(index)
      } else {
        scattered.append(index)
      }
    }
    func typicalSize(_ indices: [Int], _ capacity: [Int]) -> Int {
      demand.typicalSize(for: indices.map { handles[$0] }, capacity: capacity) ?? 0
    }
    let unlimited = capacity.map { _ in Int.max }
    let largestNode = scattered.map { self.largestNode(carrying: handles[$0]) }.max() ?? 0
    let kinds: [(LossCause.Kind, [Int])] = [
      (
        .fragments(typicalSize: typicalSize(scattered, capacity), largestNode: largestNode),
        scattered
      ),
      (.tooFewOfKind(typicalSize: typicalSize(small, unlimited)), small), (.wrongKind, foreign),
    ]
    return kinds.map { kind, indices in
      cause(kind, of: .freeUnusable, on: indices.map { usages[$0] })
    }
  }

  private func average(_ amount: Int128) -> Double {
    span.nanoseconds == 0 ? 0 : Double(amount) / 1000 / Double(span.nanoseconds)
  }

  private func largestNode(carrying chip: Int) -> Int {
    topology.nodeTypes.filter { $0.chip == ChipHandle(chip) }.map(\.accelerators).max() ?? 0
  }
}
