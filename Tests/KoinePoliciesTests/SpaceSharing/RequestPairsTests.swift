import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// The table of pairs of requests.
@Suite struct RequestPairsTests {
  /// Two works on four accelerators each, asked for in 20 ways that make no difference to a pair and in
  /// 500 that keep a job from ever being in one: 1,040 requests, and a class of either kind per work.
  @Test func requestsThatDifferInWhatDoesNotMatterAreOneClass() {
    var scene = PairScene(
      [(0, 0, 100, 4), (0, 1, 100, 4)], accelerators: 4, unit_s: [1, 2],
      parts: [[nil, 0.6], [0.8, nil]])
    var requests: [Request] = []
    for work in 0..<2 {
      let handle = WorkHandle(work)
      for locality in Locality.allCases {
        for tasks in [Int32(0), 1, 2, 4] {
          requests.append(
            Request(accelerators: 4, tasks: tasks, locality: locality, work: handle))
        }
      }
      for cpu_milli in 1...500 {
        requests.append(
          Request(accelerators: 4, cpu_milli: Int64(cpu_milli), work: handle))
      }
    }
    scene.workload.requests = requests
    let table = KindTable(scene.workload, scene.topology, scene.speeds)
    let pairs = RequestPairs(table, scene.workload, scene.topology, scene.speeds)
    #expect(Set(requests).count == 1040)
    #expect(pairs.classes.count == 1040 && pairs.speeds.classes == 4)

    // The last request of the first twenty beside the first of the other work.
    let (one, other) = (pairs.classes[19], pairs.classes[520])
    #expect(pairs.canShare(19, 520, 0) && !pairs.canShare(0, 19, 0))
    #expect(abs(pairs.speeds[one, with: other, on: 0] - 0.6) < 1e-9)
    #expect(abs(pairs.speeds[other, with: one, on: 0] - 0.4) < 1e-9)
    #expect(!pairs.canShare(20, 520, 0) && !pairs.canShare(0, 1039, 0))
  }

  /// Sizes and accepted chips do make a difference.
  @Test func requestsThatRunAtOtherSpeedsAreOthers() {
    var scene = PairScene(
      [(0, 0, 100, 1)], accelerators: 4, unit_s: [1], parts: [[0.5]])
    scene.workload.chipSelections = [[PairScene.chip], ["another"]]
    let work = WorkHandle(0)
    scene.workload.requests = [
      Request(accelerators: 1, work: work), Request(accelerators: 2, work: work),
      Request(accelerators: 1, chips: ChipSelectionHandle(0), work: work),
      Request(accelerators: 1, chips: ChipSelectionHandle(1), work: work),
      Request(accelerators: 1),
    ]
    let table = KindTable(scene.workload, scene.topology, scene.speeds)
    let pairs = RequestPairs(table, scene.workload, scene.topology, scene.speeds)
    #expect(pairs.classes == [0, 1, 2, 3, 4])
    #expect(pairs.canShare(0, 2, 0) && !pairs.canShare(0, 1, 0) && !pairs.canShare(0, 3, 0))
    #expect(!pairs.canShare(0, 4, 0))
  }
}
