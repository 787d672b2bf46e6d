import Foundation
import Testing

/// What the program tells of itself: its version, and lists for narrow and wide terminals.
@Suite struct ListCommandTests {
  @Test func theVersionIsThatOfStoredRuns() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Program.run(["--version"])
    #expect(result.status == 0 && result.errors.isEmpty)
    let version = try #require(
      result.output.wholeMatch(of: /koine (\d+\.\d+\.\d+-[0-9a-f]{8})\n/)?.output.1)
    let stored = try Program.run(
      [
        "compare", "flat:4", "--set", "workload=philly", "--set", "jobs=5", "--policy", "fifo",
        "--policy", "easy", "--store", "runs.db",
      ], in: folder)
    #expect(stored.status == 0, "\(stored.errors)")
    let runs = try Program.run(
      ["runs", "list", "--store", "runs.db", "--format", "json"], in: folder)
    #expect(runs.output.contains("\"\(version)\""), "\(runs.output)")
  }

  @Test(arguments: ["formats", "workloads", "metrics", "policies"])
  func listsFitTheTerminal(_ list: String) throws {
    func lines(_ columns: Int) throws -> [Substring] {
      let result = try Program.run(
        ["list", list], environment: ["COLUMNS": "\(columns)", "LC_ALL": "C.UTF-8"])
      #expect(result.status == 0 && !result.output.contains("…"))
      return result.output.split(separator: "\n")
    }
    let narrow = try lines(80)
    let wide = try lines(200)
    #expect(narrow.allSatisfy { $0.count <= 80 } && wide.count <= narrow.count)
    func words(_ lines: [Substring]) -> [Substring] { lines.flatMap { $0.split(separator: " ") } }
    #expect(words(narrow) == words(wide))
  }

  @Test func columnsOfOurOwnTable() throws {
    let result = try Program.run(["list", "formats", "--format", "json"])
    #expect(
      result.output.contains("Koine's own table: CSV of 4 required and 23 optional columns"),
      "\(result.output)")
  }

  /// Sums of nanoseconds leave noise in doubles: 413311.9799999995 for a median of hundredths.
  @Test func statisticsHaveNoNoise() throws {
    for name in ["kalos", "philly"] {
      let result = try Program.run(["workload", "describe", name, "--format", "json"])
      #expect(result.status == 0 && result.errors.isEmpty)
      let noisy = result.output.matches(of: /\d\.\d*(0{7}|9{7})\d+/).map { String($0.output.0) }
      #expect(noisy == [])
    }
  }

  @Test func importedChipsWithoutFigures() throws {
    let list = "Tests/KoineFormatsTests/Corpora/topology/valid/openb.csv"
    let result = try Program.run(["topology", "import", list])
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(
      result.output.hasPrefix(
        """
        # yaml-language-server: $schema=../schema/topology.schema.json
        # Nothing is known of the chips below: jobs with a duration run on them, jobs that name a model do
        # not, and power, memory and rent stay unknown. Where the catalogue has the chip (koine list chips),
        # put its name under node_types and delete it here; else write its figures, as in Topologies/chips.
        #   openb/G2
        #   openb/T4
        name: openb

        """), "\(result.output)")
  }
}
