import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// How close is close enough: six free here and two there do not serve a job that needs eight
/// connected ones, and what is only preferred is given up.
@Suite struct LocalitySceneTests {
  private func starts(_ jobs: [JobSketch], on topology: Topology) -> [Int?] {
    let log = simulate(Workload(jobs), on: topology, policy: .named("skip")!)
    #expect(log.ledger.isBalanced)
    return log.start.map(\.wholeSeconds)
  }

  private func near(_ accelerators: Int32, _ locality: Locality, _ isRequired: Bool = true)
    -> Request
  {
    Request(accelerators: accelerators, locality: locality, localityIsRequired: isRequired)
  }

  /// Two nodes of eight. A (2, until 10) and F (1, until 1) on n0, B (6, until 50) on n1: from 1 on six are
  /// free on n0 and two on n1. Eight on one node wait for A; eight in tasks of two do not, whether or
  /// not they would rather be on one node.
  @Test func `six here and two there are not eight connected ones`() {
    func start(of request: Request) -> Int? {
      starts(
        [
          JobSketch(at: 0, runs: 10, on: 2), JobSketch(at: 0, runs: 1, on: 1),
          JobSketch(at: 0, runs: 50, asks: near(6, .node)),
          JobSketch(at: 2, runs: 5, asks: request),
        ], on: .equal(2, islands: [8]))[3]
    }
    #expect(start(of: near(8, .node)) == 10)
    #expect(start(of: Request(accelerators: 8)) == 10)
    #expect(start(of: Request(accelerators: 8, tasks: 4)) == 2)
    #expect(start(of: Request(accelerators: 8, tasks: 4, locality: .node)) == 2)
  }

  /// One node of two islands of four; 2 taken: the islands have two and four free, six together. Five
  /// can be had on the node but in no island, ever; four in an island now; then two more, but not three.
  @Test func `islands inside a node`() {
    let jobs = [
      JobSketch(at: 0, runs: 10, asks: near(2, .island)),
      JobSketch(at: 1, runs: 5, asks: near(5, .island)),
      JobSketch(at: 2, runs: 10, asks: near(4, .island)),
      JobSketch(at: 3, runs: 5, asks: near(3, .island)),
      JobSketch(at: 4, runs: 5, asks: near(2, .island)),
    ]
    // The 3 wait for the 2 of the first job: at 10 that island has two free beside the last job's,
    // which ended at 9, so all four.
    #expect(starts(jobs, on: .equal(1, islands: [4, 4])) == [0, nil, 2, 10, 4])
  }

  /// Four nodes of two, n0 and n1 in one rack, n2 and n3 in another. A (3 in a rack, until 10) leaves
  /// one on n1, B (2 on a node, until 20) takes n2: one free in the first rack, two in the second. Three
  /// in a rack wait for A; three that would rather be in one are a node and a half now.
  @Test(arguments: [(true, 10), (false, 1)])
  func `a rack is waited for only if it is required`(isRequired: Bool, start: Int) {
    let jobs = [
      JobSketch(at: 0, runs: 10, asks: near(3, .rack)),
      JobSketch(at: 0, runs: 20, asks: near(2, .node)),
      JobSketch(at: 1, runs: 5, asks: near(3, .rack, isRequired)),
    ]
    #expect(starts(jobs, on: .equal(4, islands: [2], nodesPerRack: 2)) == [0, 0, start])
  }

  /// Three nodes of four. Twelve anywhere run on all three; thirteen never; tasks of three fit one a node.
  @Test func `gangs over nodes`() {
    let topology = Topology.equal(3, islands: [4])
    let jobs = [
      JobSketch(at: 0, runs: 10, on: 12), JobSketch(at: 0, runs: 10, on: 13),
      JobSketch(at: 1, runs: 10, asks: Request(accelerators: 9, tasks: 3)),
      JobSketch(at: 1, runs: 10, asks: Request(accelerators: 12, tasks: 4)),
      JobSketch(at: 1, runs: 10, on: 6),
    ]
    // Four tasks of three need four nodes: never. Six are a node and a half: with one free on each node
    // they wait for the nine.
    let log = simulate(Workload(jobs), on: topology, policy: .named("skip")!)
    #expect(log.start.map(\.wholeSeconds) == [0, nil, 10, nil, 20])
    #expect(log.nodes == [3, 0, 3, 0, 2])
    #expect(log.state[1] == .rejected && log.state[3] == .rejected)
  }
}
