import KoineMetrics
import KoineModel
import Testing

/// 16 fast and 4 slow accelerators for 1,000 s: 20,000 accelerator-seconds.
@Suite struct LedgerMetricTests {
  private let scene = Scene(
    on: Scene.twoKinds,
    jobs: [
      .init(submit: 0, start: 100, finish: 900, request: Request(accelerators: 16)),
      .init(submit: 0, start: 50, finish: 60, state: .failed, request: Request(accelerators: 2)),
      .init(
        submit: 0, start: 0, finish: 10,
        request: Request(accelerators: 4, chips: ChipSelectionHandle(0))),
    ],
    selections: [["f1"]], end: 1000,
    ledger: [
      [
        .productive: 12_000, .lost: 1_000, .freeIdle: 500, .freeUnusable: 600, .freeWithheld: 1_900,
      ],
      [.productive: 1_000, .freeIdle: 2_500, .freeUnusable: 300, .freeWithheld: 200],
    ])

  @Test func utilizationIsOverAllCapacity() throws {
    let summary = scene.summary
    #expect(summary.utilization.allocated == 14_000.0 / 20_000)
    #expect(summary.utilization.productive == 13_000.0 / 20_000)
    #expect(summary.chips.map(\.chip.key) == ["acme/fast", "acme/slow"])
    #expect(summary.chips.map(\.capacity) == [16, 4])
    #expect(Utilization(summary.chips[0].time).allocated == 13_000.0 / 16_000)
    #expect(Utilization(summary.chips[1].time).productive == 0.25)
  }

  /// 900 of the 3,000 accelerator-seconds that were free while something waited.
  @Test func fragmentationIsTheUnusablePartOfWhatWasFreeWhileSomethingWaited() {
    #expect(scene.summary.fragmentation == 0.3)
  }

  /// 13,000 s x 400 W + 3,000 s x 50 W = 5.35 MJ of the fast ones; nothing is known of the slow.
  @Test func energyIsUnknownWhereAFigureIs() {
    let energy = scene.summary.energy
    #expect(energy.total == nil)
    #expect(energy.missing.map(\.figure) == [.designPower, .idlePower])
    #expect(energy.missing.map(\.chips) == [["acme/slow"], ["acme/slow"]])
    #expect(abs(energy.known - 5_350_000.0 / 3_600_000) < 1e-12)
    #expect(energy.confidence == .estimate)
  }

  /// 16 accelerators x 1,000 s x 3.60 CNY/h = 16 CNY.
  @Test func costIsTheRentOfAllAccelerators() {
    let cost = scene.summary.cost
    #expect(cost.total == nil)
    #expect(abs(cost.known - 16) < 1e-12)
    #expect(cost.confidence == .press)
  }

  @Test func causesMakeUpWhatWasNotProductive() {
    let summary = scene.summary
    let sum = summary.losses.reduce(Int128(0)) { $0 + $1.amount }
    #expect(sum == summary.ledger.total - summary.ledger[.productive])
    #expect(
      summary.losses.map(\.kind) == [
        .nothingWaited, .withheld, .failedJobs(1), .fragments(typicalSize: 16, largestNode: 8),
      ])
    #expect(summary.losses.map(\.accelerators) == [3, 2.1, 1, 0.9])
    #expect(summary.losses[0].chips.map(\.chip) == ["acme/slow", "acme/fast"])
  }

  @Test func aChipThatNobodyWaitedForIsOfTheWrongKind() {
    let scene = Scene(
      on: Scene.twoKinds,
      jobs: [
        .init(
          submit: 0, start: 9, finish: 10,
          request: Request(accelerators: 4, chips: ChipSelectionHandle(0)))
      ],
      selections: [["F1"]], end: 10, ledger: [[.productive: 160], [.freeUnusable: 40]])
    #expect(scene.summary.losses.map(\.kind) == [.wrongKind])
  }

  @Test func aChipThatIsTooRareForWhatWaitedIsToldApart() {
    let scene = Scene(
      on: Scene.twoKinds,
      jobs: [.init(submit: 0, start: 9, finish: 10, request: Request(accelerators: 8))],
      end: 10, ledger: [[.productive: 150, .freeUnusable: 10], [.freeUnusable: 40]])
    #expect(
      scene.summary.losses.map(\.kind) == [
        .tooFewOfKind(typicalSize: 8), .fragments(typicalSize: 8, largestNode: 8),
      ])
  }

  @Test func sharesOfChipsWithoutTimeAreUnknown() {
    let summary = Scene(on: Scene.twoKinds, jobs: [], end: 0, ledger: [[:], [:]]).summary
    #expect(summary.utilization.allocated == nil)
    #expect(Utilization(summary.chips[0].time).productive == nil)
  }
}
