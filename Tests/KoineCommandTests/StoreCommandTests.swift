import Foundation
import Testing

/// What users see of a store that is damaged, large, or not theirs.
@Suite struct StoreCommandTests {
  private static let sweep = [
    "sweep", "flat:32", "--set", "workload=philly", "--set", "jobs=60", "--vary", "load=0.6,0.90",
    "--seeds", "2", "--threads", "1",
  ]

  private static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  private static func files(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// A changed byte in the measures of one run: every command says which, and what to do.
  @Test func aDamagedRunIsNamedAndCanGo() throws {
    try Self.inFolder { folder in
      #expect(try Program.run(Self.sweep, in: folder).status == 0)
      let export = try Program.run(["runs", "export"], in: folder)
      let file = try Program.run(["runs", "export", "-o", "runs.csv"], in: folder)
      #expect(file.status == 0 && file.output.isEmpty)
      let table = try Data(contentsOf: folder.appending(path: "runs.csv"))
      #expect(table == Data(export.output.utf8) && table.count > 5000)
      let wait = try #require(try Self.wait(ofRun: 3, in: export.output))
      try Self.replace(wait, in: folder.appending(path: "koine.db"))
      func expectRefusal(_ arguments: [String], _ what: String) throws {
        let result = try Program.run(arguments, in: folder)
        #expect(result.status == 2, "\(arguments)")
        #expect(
          result.errors
            == "koine: koine.db: run 3: \(what) damaged; the others can be read: remove it with koine "
            + "runs gc --damaged, and the same experiment makes it again\n", "\(arguments)")
      }
      try expectRefusal(["runs", "list"], "it is")
      for arguments in [
        ["runs", "show", "3"], ["runs", "diff", "1", "3"], ["runs", "export", "-o", "runs.csv"],
        Self.sweep,
      ] { try expectRefusal(arguments, "it is") }
      // What was there before stays, whole.
      #expect(try Data(contentsOf: folder.appending(path: "runs.csv")) == table)
      #expect(try Self.files(folder) == ["koine.db", "runs.csv"])
      let clean = try Program.run(["runs", "gc", "--damaged"], in: folder)
      #expect(clean.output == "1 run removed, 3 left in koine.db\n")
      let again = try Program.run(Self.sweep, in: folder)
      #expect(again.output.contains("4 runs, 3 of them from the store"))
    }
  }

  /// The mean wait of a run, as the export prints it.
  private static func wait(ofRun run: Int, in csv: String) throws -> Double? {
    let rows = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(rows[0].firstIndex(of: "wait_s.mean"))
    return Double(rows[run][column])
  }

  /// Changes the last bits of a number wherever a file has it, as SQLite keeps it and as measures have it.
  private static func replace(_ number: Double, in file: URL) throws {
    var bytes = try Data(contentsOf: file)
    for order in [number.bitPattern.bigEndian, number.bitPattern.littleEndian] {
      let known = withUnsafeBytes(of: order) { Data($0) }
      var start = bytes.startIndex
      while let found = bytes.range(of: known, in: start..<bytes.endIndex) {
        for index in found { bytes[index] ^= 1 }
        start = found.upperBound
      }
    }
    try bytes.write(to: file)
  }

  /// Settings are kept in one form, which filters find however they are written.
  @Test func settingsHaveOneForm() throws {
    try Self.inFolder { folder in
      #expect(try Program.run(Self.sweep, in: folder).status == 0)
      let again = try Program.run(
        Self.sweep.map { $0.replacing("0.90", with: ".9").replacing("jobs=60", with: "jobs=6e1") },
        in: folder)
      #expect(again.output.contains("4 runs, 4 of them from the store"))
      for text in ["load=0.90", "load=0.9", "jobs=60.0 load=.9"] {
        let list = try Program.run(["runs", "list", "--settings", text], in: folder)
        #expect(list.output.hasPrefix("2 runs in koine.db\n"), "\(text)")
      }
      let show = try Program.run(["runs", "show", "3"], in: folder)
      #expect(show.output.contains("load      0.9\n") && show.output.contains("jobs      60\n"))
    }
  }

  @Test func wrongMeasuresAreFoundBeforeTheFirstRun() throws {
    try Self.inFolder { folder in
      for (measure, message) in [
        ("wait_s.men", "unknown measure 'wait_s.men', did you mean 'wait_s.mean'?"),
        (
          "deadlines.mised",
          "deadlines.mised is a measure of jobs with deadlines, of which these runs have none"
        ),
      ] {
        let result = try Program.run(Self.sweep + ["--measure", measure], in: folder)
        #expect(result.status == 2 && result.errors == "koine: --measure: \(message)\n")
      }
      let list = try Program.run(["runs", "list"], in: folder)
      #expect(list.output == "0 runs in koine.db\n")
    }
  }

  private static let isRoot = getuid() == 0

  /// Another user's store, and one in a folder that may not be written.
  @Test func aStoreOfSomebodyElseCanBeRead() throws {
    try Self.inFolder { folder in
      #expect(try Program.run(Self.sweep, in: folder).status == 0)
      // Permissions do not bind the superuser, who therefore becomes nobody.
      let other = Self.isRoot ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : ""
      let result = try Program.runInShell(
        """
        chmod 444 koine.db; chmod 555 .
        \(other) "$KOINE" --help >/dev/null 2>&1 || { echo cannot; chmod 755 .; exit; }
        for command in list 'show 1' 'diff 1 2' export 'gc --dry-run'; do
          \(other) "$KOINE" runs $command >/dev/null || echo "$command failed"
        done
        \(other) "$KOINE" runs gc
        echo $?
        ls -A | tr '\\n' ' '
        chmod 755 .
        """, in: folder)
      if result.output == "cannot\n" {
        return print(
          "nobody cannot run the program where it stands: a test of permissions is skipped")
      }
      #expect(result.output == "2\nkoine.db ")
      #expect(
        result.errors
          == "koine: koine.db: cannot be written: permission denied; koine runs list, show, diff and "
          + "export read it as it is: to keep runs, name another store with --store, into which koine "
          + "runs merge takes these over\n")
    }
  }
}
