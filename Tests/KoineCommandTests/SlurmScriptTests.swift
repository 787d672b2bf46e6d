import Foundation
import Testing

/// The scripts of Tools/slurm as tasks run them, without Slurm, which Tools/slurm/test starts.
@Suite struct SlurmScriptTests {
  private static let sweep =
    "sweep flat:16 --set workload=philly --set jobs=40 --vary load=0.6,0.9 --seeds 3"

  private static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  private static func shell(_ script: String, in folder: URL) throws -> Program.Outcome {
    let tools = Program.root.appending(path: "Tools/slurm").path
    return try Program.runInShell("PATH='\(tools)':$PATH; \(script)", in: folder)
  }

  private static func make(_ parts: String, in folder: URL) throws {
    for part in 1...2 {
      let made = try shell(
        "SLURM_ARRAY_TASK_ID=\(part) \(parts) sweep-array 2 parts \(sweep)", in: folder)
      #expect(made.status == 0, "\(made.errors)")
    }
  }

  /// Nothing of them is merged, and what the message says leads to the report of a local run.
  @Test func partsOfAnotherBuildAreRefusedWithAWayOut() throws {
    try Self.inFolder { folder in
      let copied = try Self.shell("cp \"$KOINE\" other && printf x >>other", in: folder)
      #expect(copied.status == 0)
      try Self.make("KOINE=./other", in: folder)
      let merge = "merge 2 parts \(Self.sweep) --store all.db"
      let refused = try Self.shell(merge, in: folder)
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(
        refused.errors.contains("merge: nothing is merged: another build than koine 0.1.0-")
          && refused.errors.contains(" made runs of parts/part-1-of-2.db parts/part-2-of-2.db."),
        "\(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "all.db").path))
      // With the build that made them, as the message says.
      let theirs = try Self.shell("KOINE=./other \(merge) --format json", in: folder)
      #expect(theirs.status == 0, "\(theirs.errors)")
      // With this one, by the commands that it printed.
      let commands = refused.errors.split(separator: "\n").filter { $0.hasPrefix("  ") }
      #expect(commands.count == 2)
      let cleaned = try Self.shell(commands.joined(separator: "\n"), in: folder)
      #expect(cleaned.status == 0, "\(cleaned.errors)")
      let missing = try Self.shell(merge.replacing("all.db", with: "ours.db"), in: folder)
      #expect(missing.status == 1)
      #expect(missing.errors.contains("not complete: part 1,2 of 2. To go on: sbatch --array=1,2 "))
      try Self.make("", in: folder)
      let ours = try Self.shell(
        "\(merge.replacing("all.db", with: "ours.db")) --format json", in: folder)
      #expect(ours.status == 0, "\(ours.errors)")
      let local = try Self.shell("\"$KOINE\" \(Self.sweep) --no-store --format json", in: folder)
      #expect(ours.output == local.output && theirs.output == local.output)
    }
  }

  @Test func tasksThatAreNoNumbersAreLocated() throws {
    try Self.inFolder { folder in
      for (index, expected) in [
        ("x", "found 'x' in SLURM_ARRAY_TASK_ID, expected a whole number from 1"),
        ("0", "found '0' in SLURM_ARRAY_TASK_ID, expected a whole number from 1"),
        ("3", "there is no part 3 of 2: submit with --array=1-2"),
      ] {
        let outcome = try Self.shell(
          "SLURM_ARRAY_TASK_ID=\(index) sweep-array 2 parts \(Self.sweep)", in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("sweep-array: \(expected)\n"), "\(outcome.errors)")
      }
    }
  }
}
