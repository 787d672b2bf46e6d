import Foundation
import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

@Suite struct PairThroughputReaderTests {
  private func read(_ text: String) throws(InputError) -> PairThroughputs {
    try PairThroughputReader().pairs(ByteFile(path: "pairs", bytes: Array(text.utf8)))
  }

  private func messages(_ text: String) -> [String] {
    do throws(InputError) {
      _ = try read(text)
      return []
    } catch {
      return error.diagnostics.map { "\($0.line ?? 0): \($0.message)" }
    }
  }

  private func pair(_ work: String, _ beside: String, _ size: Int = 1) -> PairThroughputs.Pair {
    PairThroughputs.Pair(chip: "V100", accelerators: size, work: work, beside: beside)
  }

  @Test func readsRowsOfPairs() throws {
    let table = try read(
      """
      chip,accelerators,work,beside,part
      V100,1,resnet,lstm,0.75
      V100,1,lstm,resnet,0
      """)
    #expect(table[pair("resnet", "lstm")] == 0.75)
    #expect(table[pair("lstm", "resnet")] == 0)
    #expect(table[pair("resnet", "resnet")] == nil)
    #expect(table.works == ["lstm", "resnet"])
  }

  /// Figures of `simulation_throughputs.json`: ResNet-18 with 256 beside 16 on V100 goes on at full speed,
  /// the other at 24.4546 of 32.3534 steps per second.
  @Test func readsGavelsTable() throws {
    let table = try read(
      """
      {"v100": {"('ResNet-18 (batch size 16)', 1)": {"null": 32.353384328946916,
        "('ResNet-18 (batch size 256)', 1)": [24.45464779058787, 10.300256501360458],
        "('ResNet-18 (batch size 256)', 2)": [1, 1]}},
       "v100_unconsolidated": {"anything": 1}}
      """)
    let part = try #require(
      table[pair("ResNet-18 (batch size 16)", "ResNet-18 (batch size 256)")])
    #expect(abs(part - 24.45464779058787 / 32.353384328946916) < 1e-12)
    #expect(table.works == ["ResNet-18 (batch size 16)"])
  }

  @Test(.enabled(if: SharedData.has("traces/gavel"), "the shared traces are not here"))
  func readsTheWholePublishedTable() throws {
    let table = try PairThroughputReader().pairs(
      path: SharedData.folder.appendingPathComponent("traces/gavel/simulation_throughputs.json.gz")
        .path)
    #expect(table.chips == ["K80", "P100", "V100"])
    #expect(table.works.count == 26)
    let resNet = "ResNet-18 (batch size 16)"
    #expect(
      abs(
        table[
          PairThroughputs.Pair(
            chip: "K80", accelerators: 1, work: resNet, beside: "ResNet-18 (batch size 32)")]!
          - 2.539979567443098 / 4.795294551566172) < 1e-12)
  }

  @Test func saysWhatIsWrong() {
    #expect(messages("chip,accelerators,work,part\n") == ["1: beside: is missing"])
    #expect(messages("chip,accelerators,work,beside,part\n") == ["0: holds no pairs"])
    #expect(
      messages("chip,accelerators,work,beside,part\nV100,0,a,b,1\nV100,1,a,b,11\n") == [
        "2: accelerators: found 0, expected a whole number from 1 to 1000000",
        "3: part: found 11, expected a number from 0 to 10",
      ])
    #expect(
      messages("chip,accelerators,work,beside,part\nV100,1,a,b,1\nV100,1,a,b,1\n") == [
        "3: work: pair 'a beside b' is defined twice"
      ])
    #expect(
      messages("{\"h100\": {\"x\": 1}}") == [
        "1: h100: unknown kind of GPU 'h100', did you mean 'v100'? (known: v100, p100, k80)"
      ])
    #expect(
      messages("{\"v100\": {\"x\": {\"null\": 1}}}") == [
        "1: v100.x: found 'x', expected ('job type', GPUs)"
      ])
  }
}
