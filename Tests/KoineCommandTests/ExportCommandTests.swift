import Foundation
import Testing

/// Lists and tables of a store: what they say does not depend on which run ended first.
@Suite struct ExportCommandTests {
  private static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Runs on chips whose power is known have measures that others have not.
  @Test func columnsDoNotDependOnTheOrderOfRuns() throws {
    try Self.inFolder { folder in
      let few = ["--set", "workload=philly", "--set", "jobs=30", "--vary", "load=0.6"]
      let scenes = [["flat:16"], ["tiny"], ["fleet-2024"]]
      func header(_ store: String, _ scenes: [[String]]) throws -> Substring {
        for scene in scenes {
          let made = try Program.run(
            ["sweep"] + scene + few + ["--store", store], in: folder)
          #expect(made.status == 0, "\(made.errors)")
        }
        let table = try Program.run(["runs", "export", "--store", store], in: folder)
        return try #require(table.output.split(separator: "\n").first)
      }
      let one = try header("one.db", scenes)
      #expect(try header("two.db", scenes.reversed()) == one)
      let flat = try header("flat.db", [scenes[0]])
      #expect(flat.count < one.count)
    }
  }

  /// Short trials are runs too, so that a search has no number of runs to reach.
  @Test func searchesCountTheirRuns() throws {
    try Self.inFolder { folder in
      let tuned = try Program.run(
        ["tune", "flat:16", "--set", "workload=pai", "--set", "jobs=60", "--trials", "3"]
          + ["--store", "t.db"], in: folder)
      #expect(tuned.status == 0, "\(tuned.errors)")
      let list = try Program.run(["runs", "list", "--experiments", "--store", "t.db"], in: folder)
      #expect(list.output.contains("tune, ") && !list.output.contains(" of 3 runs"))
    }
  }
}
