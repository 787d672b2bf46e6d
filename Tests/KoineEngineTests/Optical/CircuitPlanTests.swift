import KoineEngine
import KoineModel
import KoineTestSupport
import Testing

/// Circuits of groups: one to one, within the ports and the reach, and what a failure changes.
@Suite struct CircuitPlanTests {
  private func plan(_ shape: ScaleUpShape, ports: Int = 2, nodes: Int = 8) -> CircuitPlan {
    CircuitPlan(Circuits(shape: shape, portsPerNode: ports), nodes: nodes)
  }

  private func joined(_ circuits: [Circuit]) -> [[Int]] {
    circuits.map { [$0.from.node, $0.to.node] }
  }

  @Test func anyNodesMakeARing() throws {
    var plan = plan(.anyToAny)
    #expect(joined(try plan.connect([1, 4, 6])) == [[1, 4], [4, 6], [6, 1]])
    #expect(plan.freePorts(of: 4) == 0)
    #expect(joined(try plan.connect([0, 7])) == [[0, 7]])
    #expect(try plan.connect([2]) == [])
  }

  @Test func anOpenRowMakesALine() throws {
    var plan = plan(.line(reach: 2, isClosed: false), ports: 4)
    #expect(joined(try plan.connect([0, 1, 3])) == [[0, 1], [1, 3]])
    #expect(throws: CircuitRefusal.tooFar(from: 4, to: 7, distance: 3, reach: 2)) {
      try plan.connect([4, 7])
    }
    #expect(plan.freePorts(of: 4) == 4)
  }

  @Test func aRingGoesPastItsEnd() throws {
    var plan = plan(.line(reach: 1, isClosed: true))
    #expect(joined(try plan.connect([0, 1, 7])) == [[0, 1], [7, 0]])
    var whole = self.plan(.line(reach: 1, isClosed: true), nodes: 4)
    #expect(joined(try whole.connect([0, 1, 2, 3])) == [[0, 1], [1, 2], [2, 3], [3, 0]])
  }

  @Test func cubesAreJoinedWhole() throws {
    var plan = plan(.cubes(nodes: 2))
    #expect(try plan.connect([0, 1]) == [])
    #expect(joined(try plan.connect([0, 1, 4, 5, 6, 7])) == [[1, 4], [5, 6], [7, 0]])
    #expect(throws: CircuitRefusal.partOfCube(nodes: 3, cube: 2, nearest: 4)) {
      try plan.connect([0, 1, 2])
    }
  }

  @Test func portsAreABudget() throws {
    var plan = plan(.anyToAny, ports: 1)
    #expect(throws: CircuitRefusal.portsExceeded(node: 0, needed: 2, available: 1)) {
      try plan.connect([0, 1, 2])
    }
    let pair = try plan.connect([0, 1])
    #expect(throws: CircuitRefusal.portsExceeded(node: 1, needed: 1, available: 0)) {
      try plan.connect([1, 2])
    }
    plan.disconnect(pair)
    #expect(try plan.connect([1, 2]).count == 1)
    var wired = self.plan(.switched)
    #expect(throws: CircuitRefusal.nothingToSet) { try wired.connect([0, 1]) }
  }

  /// Node 2 of 1-2-3 fails: reach 2 bypasses it, node 0 comes in at the end, 0-1 and 1-3 are new.
  @Test func aFailedNodeIsBypassed() throws {
    var plan = plan(.line(reach: 2, isClosed: false), ports: 4)
    let circuits = try plan.connect([1, 2, 3])
    var isFree = Array(repeating: true, count: 8)
    for node in 1...3 { isFree[node] = false }
    let found = plan.replace(2, in: [1, 2, 3], circuits: circuits, isFree: isFree)
    let repair = try #require(found)
    #expect(repair.group == [0, 1, 3])
    #expect(repair.replacement == 0)
    #expect(repair.changed == 2)
    #expect(plan.freePorts(of: 2) == 4)
    // With reach 1 nobody can step in.
    var short = self.plan(.line(reach: 1, isClosed: false))
    let row = try short.connect([1, 2, 3])
    let before = short
    let none = short.replace(2, in: [1, 2, 3], circuits: row, isFree: isFree)
    #expect(none == nil)
    #expect(short == before)
  }

  /// Whatever is set: no port ends two circuits, no circuit is longer than the reach, and giving all
  /// back leaves nothing.
  @Test func circuitsAreOneToOne() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let shape: ScaleUpShape = random.pick([
        .anyToAny, .line(reach: 2, isClosed: false), .line(reach: 3, isClosed: true),
        .cubes(nodes: 4),
      ])
      var plan = plan(shape, ports: random.integer(in: 1...6), nodes: 16)
      let empty = plan
      var groups: [[Circuit]] = []
      for _ in 0..<20 {
        let nodes = (0..<16).filter { _ in random.happens(0.3) }
        if let circuits = try? plan.connect(nodes) { groups.append(circuits) }
        if random.happens(0.3), !groups.isEmpty {
          plan.disconnect(groups.remove(at: random.integer(in: 0...groups.count - 1)))
        }
        let ends = groups.joined().flatMap { [$0.from, $0.to] }
        #expect(Set(ends).count == ends.count, "seed \(seed)")
        if case .line(let reach, let isClosed) = shape {
          for circuit in groups.joined() {
            let apart = abs(circuit.from.node - circuit.to.node)
            #expect((isClosed ? min(apart, 16 - apart) : apart) <= reach, "seed \(seed)")
          }
        }
      }
      for circuits in groups { plan.disconnect(circuits) }
      #expect(plan == empty, "seed \(seed)")
    }
  }
}
