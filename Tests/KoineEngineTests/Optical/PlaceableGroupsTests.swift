import KoineEngine
import KoineModel
import KoineTestSupport
import Testing

/// Groups on healthy nodes, against hand-worked cases and a slow count.
@Suite struct PlaceableGroupsTests {
  /// `#` is a healthy node, `.` a broken one; eight accelerators each.
  private func placed(
    _ shape: ScaleUpShape, _ nodes: String, group: Int, spares: Int = 0
  ) -> Int {
    let isUp = nodes.map { $0 == "#" }
    return shape.placeable(
      group: group, isUp: isUp[...], accelerators: 8, spareNodes: spares)
  }

  @Test func aSwitchJoinsAnyNodes() {
    #expect(placed(.switched, "#.##.###", group: 32) == 32)
    #expect(placed(.switched, "########", group: 32) == 64)
    #expect(placed(.switched, "########", group: 24) == 48)
    #expect(placed(.anyToAny, "#.#.#.#.", group: 32) == 32)
    #expect(placed(.switched, "#", group: 16) == 0)
  }

  @Test func aLineIsPartedByGapsOfItsReach() {
    #expect(placed(.line(reach: 1, isClosed: false), "##.##", group: 32) == 0)
    #expect(placed(.line(reach: 2, isClosed: false), "##.##", group: 32) == 32)
    #expect(placed(.line(reach: 2, isClosed: false), "##..##", group: 32) == 0)
    #expect(placed(.line(reach: 3, isClosed: false), "##..##", group: 32) == 32)
    #expect(placed(.line(reach: 2, isClosed: false), ".#.#.#.#.", group: 32) == 32)
  }

  @Test func aRingGoesOnFromItsEnd() {
    #expect(placed(.line(reach: 1, isClosed: true), "##.##", group: 32) == 32)
    #expect(placed(.line(reach: 2, isClosed: true), "##...##.", group: 32) == 32)
    #expect(placed(.line(reach: 2, isClosed: true), ".##...##.", group: 32) == 0)
    #expect(placed(.line(reach: 1, isClosed: true), "####", group: 32) == 32)
  }

  @Test func cubesJoinOnlyWhole() {
    #expect(placed(.cubes(nodes: 4), "####.###", group: 16) == 48)
    #expect(placed(.cubes(nodes: 4), "####.###", group: 64) == 0)
    #expect(placed(.cubes(nodes: 2), "##.###", group: 32) == 32)
  }

  @Test func sparesTakeTheNodesThatGroupsMayNotUse() {
    #expect(placed(.anyToAny, "#####", group: 8, spares: 1) == 32)
    #expect(placed(.anyToAny, "##.##", group: 8, spares: 1) == 32)
    #expect(placed(.anyToAny, "#...#", group: 8, spares: 1) == 16)
  }

  /// A domain of eight servers, cut by hand: leftover servers count neither as healthy nor as waste.
  @Test func leftoverNodesAreLeftOut() {
    let layout = ScaleUpLayout("of two", .switched, domainNodes: 2)
    let capacity = layout.capacity(
      group: 16, isUp: [true, true, true, false, true], accelerators: 8)
    #expect(capacity.healthy == 24)
    #expect(capacity.placeable == 16)
  }

  /// What nodes of a row can reach each other, by walking the graph of circuits.
  private func slowLine(_ isUp: [Bool], reach: Int, isClosed: Bool, group: Int) -> Int {
    let count = isUp.count
    var seen = Array(repeating: false, count: count)
    var placed = 0
    for start in 0..<count where isUp[start] && !seen[start] {
      var stack = [start]
      var size = 0
      seen[start] = true
      while let node = stack.popLast() {
        size += 1
        for other in 0..<count where isUp[other] && !seen[other] {
          let apart = abs(other - node)
          let distance = isClosed ? min(apart, count - apart) : apart
          if distance <= reach {
            seen[other] = true
            stack.append(other)
          }
        }
      }
      placed += size * 8 / group * group
    }
    return placed
  }

  @Test func linesAgreeWithAWalkOverTheCircuits() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let isUp = (0..<Int(3 + random.next() % 30)).map { _ in random.next() % 4 != 0 }
      let reach = Int(1 + random.next() % 4)
      let group = [8, 16, 24, 32, 64][Int(random.next() % 5)]
      for isClosed in [false, true] {
        let fast = ScaleUpShape.line(reach: reach, isClosed: isClosed).placeable(
          group: group, isUp: isUp[...], accelerators: 8)
        let slow = slowLine(isUp, reach: reach, isClosed: isClosed, group: group)
        #expect(fast == slow, "seed \(seed), reach \(reach), closed \(isClosed), group \(group)")
      }
    }
  }

  /// Another repaired node, a longer reach and freer circuits never lower what can be placed.
  @Test func moreIsNeverWorse() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      var isUp = (0..<24).map { _ in random.next() % 3 != 0 }
      let group = [8, 16, 32, 64][Int(random.next() % 4)]
      func all() -> [Int] {
        let shapes: [ScaleUpShape] =
          (1...5).map { .line(reach: $0, isClosed: false) } + [.anyToAny]
        return shapes.map { $0.placeable(group: group, isUp: isUp[...], accelerators: 8) }
      }
      let before = all()
      #expect(zip(before, before.dropFirst()).allSatisfy { $0 <= $1 }, "seed \(seed)")
      guard let broken = isUp.firstIndex(of: false) else { continue }
      isUp[broken] = true
      #expect(zip(before, all()).allSatisfy { $0 <= $1 }, "seed \(seed)")
    }
  }
}
