import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

/// Faults that are found late, and spares that take the place of failed nodes.
@Suite struct FaultWrapperTests {
  private func change(_ second: Int, _ node: Int, _ kind: FaultSchedule.Kind)
    -> FaultSchedule.Change
  {
    FaultSchedule.Change(time: .second(second), node: NodeHandle(node), kind)
  }

  /// A source of many batches: one for every instant.
  private struct Batches: FaultSource {
    var changes: [FaultSchedule.Change]
    var isEmpty: Bool { false }

    mutating func nextChanges() -> [FaultSchedule.Change] {
      guard let first = changes.first else { return [] }
      let count = changes.prefix { $0.time == first.time }.count
      defer { changes.removeFirst(count) }
      return Array(changes.prefix(count))
    }
  }

  private func all(_ source: some FaultSource) -> [FaultSchedule.Change] {
    var source = source
    var changes: [FaultSchedule.Change] = []
    while true {
      let batch = source.nextChanges()
      if batch.isEmpty { return changes }
      if let last = changes.last { #expect(batch[0].time > last.time) }
      changes += batch
    }
  }

  @Test func aFailureHangsUntilItIsFound() {
    let faults = [
      change(10, 0, .fails), change(12, 0, .pace(compute_ppm: 500_000)),
      change(13, 0, .isRepaired), change(14, 1, .fails), change(40, 1, .isRepaired),
    ]
    let expected = [
      change(10, 0, .pace(compute_ppm: 0)), change(14, 1, .pace(compute_ppm: 0)),
      change(15, 0, .fails), change(15, 0, .pace(compute_ppm: 500_000)),
      change(18, 0, .isRepaired), change(19, 1, .pace(compute_ppm: 1_000_000)),
      change(19, 1, .fails), change(45, 1, .isRepaired),
    ]
    let delay = Interval(seconds: Int64(5))
    #expect(all(DelayedDetection(Batches(changes: faults), delay: delay)) == expected)
    #expect(all(DelayedDetection(FaultSchedule(faults), delay: delay)) == expected)
  }

  /// Three nodes, of which the last is the spare. Node 0 fails and is replaced; node 1 fails with no
  /// spare left, and node 0 works again in its place, so that node 1 is the spare in the end.
  @Test func sparesTakeOver() {
    let faults = [
      change(10, 0, .fails), change(20, 1, .fails), change(30, 0, .isRepaired),
      change(40, 1, .isRepaired), change(50, 1, .fails), change(60, 1, .isRepaired),
    ]
    let spares = HotSpares(
      Batches(changes: faults), count: 1, on: .equal(3, islands: [8]), from: .second(5))
    #expect(
      all(spares) == [
        change(5, 2, .becomesSpare), change(10, 2, .isNoSpare), change(10, 0, .fails),
        change(20, 1, .fails), change(30, 0, .isRepaired), change(30, 0, .isNoSpare),
        change(40, 1, .isRepaired), change(40, 1, .becomesSpare), change(50, 1, .fails),
        change(60, 1, .isRepaired), change(60, 1, .becomesSpare),
      ])
  }

  /// As many spares as nodes leave one at work.
  @Test func somebodyWorks() {
    let spares = HotSpares(
      FaultSchedule.none, count: 9, on: .equal(3, islands: [8]), from: .zero)
    #expect(all(spares).map(\.node.index) == [1, 2])
  }
}
