import KoineStatistics
import Testing

/// Expected numbers are printed by Python 3.11: `random.Random(seed).getrandbits(32)` thrice, and
/// `random.Random(seed).shuffle(list("abcdefgh"))`.
@Suite struct PythonRandomStreamTests {
  @Test func drawsThatPythonDraws() {
    var small = PythonRandomStream(seed: 5)
    #expect(
      [small.next(), small.next(), small.next()] == [2_675_342_405, 1_097_127_993, 3_185_950_873])
    var large = PythonRandomStream(seed: 12_345_678_901)
    #expect(
      [large.next(), large.next(), large.next()] == [4_063_089_813, 2_562_312_935, 1_408_749_075])
  }

  @Test func shufflesAsPythonShuffles() {
    var letters = Array("abcdefgh")
    var small = PythonRandomStream(seed: 5)
    small.shuffle(&letters)
    #expect(String(letters) == "gdbahcfe")
    letters = Array("abcdefgh")
    var large = PythonRandomStream(seed: 12_345_678_901)
    large.shuffle(&letters)
    #expect(String(letters) == "ebhacdgf")
  }
}
