import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// One machine of ten accelerators and 100 cores, on which every order that looks at tenants decides
/// differently.
///
/// From 0 to 100, x runs on 3 accelerators and 5 cores, y on 1 and 50, q on 4 and 10; a fourth tenant
/// holds the last 2 until 10. Then there is room for one of three waiting jobs of 2 accelerators, 5 cores
/// and 10 s at a time, submitted by q, x and y in this order.
///
/// - By arrival: q at 10, x at 20, y at 30.
/// - By dominant shares, x 0.3 of the accelerators, q 0.4 of them, y 0.5 of the cores: x, q, y.
/// - By usage so far, 10 accelerator-seconds of y, 30 of x, 40 of q: y, x, q. When y's job is done at 20, x
///   has used 60 and q 80.
@Suite struct TenantSceneTests {
  private let topology = Topology.equal(1, islands: [10], cpu_milli: 100_000)

  private var workload: Workload {
    func job(_ at: Int, _ runs: Int, _ accelerators: Int32, _ cores: Int64) -> JobSketch {
      JobSketch(
        at: at, runs: runs, asks: Request(accelerators: accelerators, cpu_milli: cores * 1000))
    }
    var workload = Workload([
      job(0, 100, 3, 5), job(0, 100, 1, 50), job(0, 100, 4, 10), job(0, 10, 2, 5),
      job(1, 10, 2, 5), job(2, 10, 2, 5), job(3, 10, 2, 5),
    ])
    workload.tenantNames = ["x", "y", "q", "fourth"]
    workload.tenant = [0, 1, 2, 3, 2, 0, 1].map { TenantHandle($0) }
    return workload
  }

  @Test(
    arguments: zip(["fifo", "drf", "fair-share"], [[10, 20, 30], [20, 10, 30], [30, 20, 10]]))
  func everyOrderDecidesDifferently(name: String, starts: [Int]) throws {
    let log = simulate(
      workload, on: topology, policy: try #require(PolicySpecification.named(name)))
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 0, 0] + starts)
  }

  /// Weights: with nine times the claim, q's dominant share counts 0.4 / 9 and it goes first.
  @Test func weightsCount() throws {
    var weighted = workload
    weighted.tenantWeights = [1, 1, 9, 1]
    let log = simulate(
      weighted, on: topology, policy: try #require(PolicySpecification.named("drf")))
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 0, 0, 10, 20, 30])
  }
}
