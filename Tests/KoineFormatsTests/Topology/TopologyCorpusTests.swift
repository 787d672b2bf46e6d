import Foundation
import KoineFormats
import Testing

/// Every file of the corpora, one by one: what is right is read, what is wrong is said in exactly
/// the words that stand beside the file.
@Suite struct TopologyCorpusTests {
  private static let valid = TopologyPaths.corpora + "/valid"
  private static let invalid = TopologyPaths.corpora + "/invalid"

  @Test(arguments: TopologyPaths.files(in: valid).filter(isNoCompanion))
  func isRead(_ file: String) throws {
    let expected = try TopologyPaths.text("\(Self.valid)/\(file).expected")
    #expect(TopologyPaths.outcome(of: file, in: Self.valid) == expected)
  }

  @Test(arguments: TopologyPaths.files(in: invalid))
  func isRefused(_ file: String) throws {
    let expected = try TopologyPaths.text("\(Self.invalid)/\(file).expected")
    #expect(TopologyPaths.outcome(of: file, in: Self.invalid) == expected)
  }

  /// Files that are read along with the one beside them.
  private static func isNoCompanion(_ file: String) -> Bool {
    !file.hasSuffix("gres.conf") && !file.hasSuffix("topology.conf")
  }

  @Test func aFileBeyondTheLimitIsNotRead() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(repeating: UInt8(ascii: "#"), count: 16 << 20 | 1).write(to: URL(filePath: path))
    let error = #expect(throws: InputError.self) { try TopologyPaths.resolver.topology(path) }
    #expect(
      error?.diagnostics.map(\.message) == ["is too large: 16777217, the limit is 16777216"])
  }

  @Test func unknownNamesListTheKnownOnes() {
    let resolver = TopologyPaths.resolver
    let error = #expect(throws: InputError.self) { try resolver.topology("shanghai-mixd") }
    #expect(
      error?.diagnostics.map(\.description) == [
        "shanghai-mixd: unknown topology 'shanghai-mixd', did you mean 'shanghai-mixed'? "
          + "(known: fleet-2022, fleet-2024, fleet-2029, gavel, h800-reference, infinitehbd, lightsphere, "
          + "sanjiangyuan, shanghai-mixed, tiny, flat:N)"
      ])
    let missing = #expect(throws: InputError.self) { try resolver.topology("no/such.yaml") }
    #expect(
      missing?.diagnostics.map(\.description) == ["no/such.yaml: cannot be read: no such file"])
    let flat = #expect(throws: InputError.self) { try resolver.topology("flat:-1") }
    #expect(
      flat?.diagnostics.map(\.description) == [
        "flat:-1: found '-1', expected a number of nodes from 1 to 10000000"
      ])
  }

  @Test func nearestNamesForgiveSlips() {
    #expect(nearestName(to: "cuont", among: ["type", "count"]) == "count")
    #expect(nearestName(to: "TINY", among: ["shiny", "tiny"]) == "tiny")
    #expect(
      nearestName(to: "x/a100", among: ["x/b100", "x/a100-pcie-40gb", "x/a100-sxm"]) == "x/a100-sxm"
    )
    #expect(nearestName(to: "ab", among: ["abc"]) == "abc")
    #expect(nearestName(to: "quite-else", among: ["tiny", "count"]) == nil)
    #expect(nearestName(to: "", among: ["a", ""]) == "")
  }
}
