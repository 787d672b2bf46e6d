import KoineMetrics
import KoineModel
import Testing

@Suite struct RejectionTests {
  /// A job that asks for something, the reason for which it is refused, and how much there is.
  static let cases: [(Request, RejectionReason, Int64, Int64)] = [
    (Request(accelerators: 2, chips: ChipSelectionHandle(1)), .noSuchChip, 2, 0),
    (Request(accelerators: 17), .tooFewAccelerators, 17, 16),
    (Request(accelerators: 5, chips: ChipSelectionHandle(0)), .tooFewAccelerators, 5, 4),
    (
      Request(accelerators: 9, locality: .node, localityIsRequired: true), .tooFewTogether(.node),
      9,
      8
    ),
    (
      Request(accelerators: 5, locality: .island, localityIsRequired: true),
      .tooFewTogether(.island), 5, 4
    ),
    (
      Request(accelerators: 2, locality: .supernode, localityIsRequired: true),
      .tooFewTogether(.supernode), 2, 0
    ),
    (Request(accelerators: 12, tasks: 1), .nodeTooSmall, 12, 8),
    (Request(accelerators: 1, cpu_milli: 65_000), .tooFewProcessors, 65_000, 64_000),
    (
      Request(accelerators: 1, memory_mib: 600, chips: ChipSelectionHandle(0)), .tooLittleMemory,
      600, 512
    ),
    (Request(accelerators: 0, cpu_milli: 65_000), .tooFewProcessors, 65_000, 64_000),
  ]

  @Test(arguments: cases.indices)
  func namesWhatIsScarce(index: Int) throws {
    let (request, reason, asked, available) = Self.cases[index]
    let scene = Scene(
      on: Scene.twoKinds, jobs: [.init(submit: 0, state: .rejected, request: request)],
      selections: [["acme/slow"], ["H100"]], end: 1, ledger: [[:], [:]])
    let found = try #require(scene.summary.rejections.first)
    #expect(found.reason == reason)
    #expect(found.asked == asked...asked)
    #expect(found.available == available)
  }

  @Test func groupsByReasonAndChipsMostFirst() {
    let large = (20...22).map {
      Scene.Job(submit: 0, state: .rejected, request: Request(accelerators: $0))
    }
    let foreign = Scene.Job(
      submit: 0, state: .rejected,
      request: Request(accelerators: 1, chips: ChipSelectionHandle(0)))
    let scene = Scene(
      on: Scene.twoKinds, jobs: [foreign] + large, selections: [["H100"]], end: 1,
      ledger: [[:], [:]])
    let groups = scene.summary.rejections
    #expect(groups.map(\.jobs) == [3, 1])
    #expect(groups[0].asked == 20...22)
    #expect(groups[1].chips == ["H100"])
  }
}
