import KoineExperiments
import KoineFormats
import Testing

@Suite struct BestPointTests {
  private static func request(_ policy: String, _ seed: UInt64) -> RunRequest {
    RunRequest([ScenarioSetting("policy", policy)], seed: seed)
  }

  @Test func aLuckyRunIsNotTheBestPoint() {
    var points = BestPoint(prefersMore: false, isPaired: false)
    for (policy, seed, value) in [
      ("fifo", 1, 0.0), ("easy", 1, 3), ("fifo", 2, 90), ("easy", 2, 5),
    ] {
      points.note(Self.request(policy, UInt64(seed)), value)
    }
    #expect(points.best?.mean == 4 && points.best?.settings.first?.value == "easy")
  }

  @Test func pairsAreJudgedOnCommonSeeds() {
    var points = BestPoint(prefersMore: true, isPaired: true)
    points.note(Self.request("fifo", 1), 0.5)
    #expect(points.best?.mean == 0.5)
    points.note(Self.request("easy", 2), 0.9)
    #expect(points.best == nil)
    points.note(Self.request("easy", 1), 0.4)
    #expect(points.best?.mean == 0.5 && points.best?.settings.first?.value == "fifo")
  }
}
