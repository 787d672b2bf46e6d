import KoineEngine
import KoineModel

/// Splits the time that was not productive into its causes.
struct LossRanking {
  let usages: [ChipUsage]
  let time: AcceleratorTime
  let span: Interval
  let failedJobs: Int
  let topology: Topology
  let demand: WaitingDemand

  /// All causes with any time, largest first; equal ones in the order of the ledger.
  func causes() -> [LossCause] {
    var found: [LossCause] = []
    for ledgerClass in LedgerClass.allCases where ledgerClass != .productive {
      switch ledgerClass {
      case .freeIdle: found.append(cause(.nothingWaited, of: ledgerClass))
      case .freeWithheld: found.append(cause(.withheld, of: ledgerClass))
      case .freeUnusable: found += usages.map(unusable)
      case .lost: found.append(cause(.failedJobs(failedJobs), of: ledgerClass))
      default: found.append(cause(.other(ledgerClass), of: ledgerClass))
      }
    }
    return found.filter { $0.amount > 0 }.enumerated()
      .sorted { ($1.element.amount, $0.offset) < ($0.element.amount, $1.offset) }.map(\.element)
  }

  private func cause(_ kind: LossCause.Kind, of ledgerClass: LedgerClass) -> LossCause {
    let chips = usages.map {
      LossCause.ChipShare(
        chip: $0.chip.key, accelerators: average($0.time[ledgerClass]), capacity: $0.capacity)
    }
    return make(kind, amount: time[ledgerClass], chips: chips.filter { $0.accelerators > 0 })
  }

  private func unusable(_ usage: ChipUsage) -> LossCause {
    let chip = topology.chips.firstIndex { $0.key == usage.chip.key }
    let kind: LossCause.Kind
    if let chip, let size = demand.typicalSize(for: chip) {
      kind = .fragments(
        chip: usage.chip.key, typicalSize: size, largestNode: largestNode(carrying: chip))
    } else {
      kind = .wrongKind(chip: usage.chip.key)
    }
    let amount = usage.time[.freeUnusable]
    let share = LossCause.ChipShare(
      chip: usage.chip.key, accelerators: average(amount), capacity: usage.capacity)
    return make(kind, amount: amount, chips: [share])
  }

  private func make(
    _ kind: LossCause.Kind, amount: Int128, chips: [LossCause.ChipShare]
  ) -> LossCause {
    LossCause(
      kind: kind, amount: amount, accelerators: average(amount), share: time.share(of: amount) ?? 0,
      chips: chips.enumerated().sorted {
        ($1.element.accelerators, $0.offset) < ($0.element.accelerators, $1.offset)
      }.map(\.element))
  }

  private func average(_ amount: Int128) -> Double {
    span.nanoseconds == 0 ? 0 : Double(amount) / 1000 / Double(span.nanoseconds)
  }

  private func largestNode(carrying chip: Int) -> Int {
    topology.nodeTypes.filter { $0.chip == ChipHandle(chip) }.map(\.accelerators).max() ?? 0
  }
}
