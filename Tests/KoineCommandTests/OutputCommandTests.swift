import Foundation
import Testing

/// What happens to results that cannot be written, or that would be written over an input.
@Suite struct OutputCommandTests {
  private static let full = "No space left on device"

  /// Some machines lack the device on which nothing can be written, or have a file in its place.
  static let hasFullDevice: Bool = {
    var status = stat()
    return stat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
  }()

  /// Runs `koine` in a shell, with `redirection` of its standard output.
  private func run(
    _ arguments: String, _ redirection: String, in folder: URL = Program.root
  ) throws -> Program.Outcome {
    try Program.runInShell("\"$KOINE\" \(arguments) \(redirection)", in: folder)
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  // MARK: standard output

  /// Short and long outputs, in text and JSON, and what the parser prints by itself.
  @Test(
    .enabled(if: OutputCommandTests.hasFullDevice, "there is no device /dev/full"),
    arguments: [
      "simulate tiny --workload philly --until 1d", "list policies", "list metrics --format json",
      "simulate tiny --workload philly --until 1d --format json", "list formats", "--help",
      "topology export lightsphere", "list --help", "workload describe philly --jobs 100",
    ])
  func aFullDiskIsAnError(arguments: String) throws {
    let outcome = try run(arguments, ">/dev/full")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "koine: standard output: cannot be written: \(Self.full)\n")
  }

  @Test func closedOutputIsAnError() throws {
    let outcome = try run("list policies", ">&-")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "koine: standard output: cannot be written: Bad file descriptor\n")
  }

  /// Whoever closes a pipe has read what he wanted, also where the signal of it is ignored.
  @Test func aClosedPipeIsQuiet() throws {
    let outcome = try run("topology export lightsphere", "| true")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let ignoring = try Program.runInShell(
      "trap '' PIPE; { sleep 0.2; \"$KOINE\" list policies; echo $? >&2; } | true", in: Program.root
    )
    #expect(ignoring.errors == "0\n")
  }

  /// The other reason comes first and keeps its exit code.
  @Test(.enabled(if: OutputCommandTests.hasFullDevice, "there is no device /dev/full"))
  func wrongInputIsSaidBesides() throws {
    let outcome = try run("simulate flat:x", ">/dev/full")
    #expect(outcome.status == 2 && !outcome.errors.contains("standard output"))
  }

  // MARK: files

  @Test(
    .enabled(if: OutputCommandTests.hasFullDevice, "there is no device /dev/full"),
    arguments: [
      "simulate tiny --workload philly --until 1d --jobs /dev/full",
      "workload generate philly --jobs 10 -o /dev/full",
    ])
  func aFullFileSaysWhy(arguments: String) throws {
    let outcome = try run(arguments, "")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "koine: /dev/full: cannot be written: \(Self.full)\n")
  }

  /// What the search found is shown even where it cannot be written.
  @Test(.enabled(if: OutputCommandTests.hasFullDevice, "there is no device /dev/full"))
  func tuneReportsBeforeItFails() throws {
    try inFolder { folder in
      let outcome = try run(
        "tune flat:8 --set workload=philly --set jobs=50 --trials 2 --no-store --out /dev/full", "",
        in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.errors.hasSuffix("koine: /dev/full: cannot be written: \(Self.full)\n"))
      #expect(outcome.output.contains("wait"))
    }
  }

  // MARK: inputs

  private static let header = "job_id,submit_s,duration_s,accelerators\n"
  private static let trace =
    header + (1...40).map { "\($0),\($0 * 30),60,\(1 + $0 % 2)\n" }.joined()

  /// By its name, by a hard link, by a symbolic link: the file stays as it is.
  @Test func outputsDoNotReplaceInputs() throws {
    try inFolder { folder in
      let scenario = "topology: flat:8\nworkload: x.csv\n"
      for (name, text) in [
        ("x.csv", Self.trace), ("t.yaml", scenario), ("p.yaml", "policy: fifo\n"),
      ] {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      _ = try Program.runInShell("ln x.csv hard.csv; ln -s x.csv soft.csv", in: folder)
      let tune = "tune t.yaml --no-store --trials 2 --out"
      for (arguments, place) in [
        ("simulate flat:8 --workload x.csv --jobs x.csv", "x.csv"),
        ("simulate flat:8 --workload x.csv --jobs hard.csv", "hard.csv"),
        ("simulate flat:8 --workload x.csv --jobs soft.csv", "soft.csv"),
        ("simulate t.yaml --jobs ./t.yaml", "./t.yaml"),
        ("simulate t.yaml --jobs x.csv", "x.csv"),
        ("simulate t.yaml --policy p.yaml --jobs p.yaml", "p.yaml"),
        ("workload import x.csv --output x.csv", "x.csv"),
        ("\(tune) t.yaml", "t.yaml"), ("\(tune) soft.csv", "soft.csv"),
      ] {
        let outcome = try run(arguments, "", in: folder)
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(arguments)")
        #expect(
          outcome.errors == "koine: \(place): cannot be written: it is one of the files that are "
            + "read here: name another\n", "\(arguments)")
      }
      #expect(
        try String(contentsOf: folder.appending(path: "x.csv"), encoding: .utf8) == Self.trace)
      #expect(try String(contentsOf: folder.appending(path: "t.yaml"), encoding: .utf8) == scenario)
    }
  }

  /// A file that nobody reads is replaced as ever.
  @Test func otherFilesAreReplaced() throws {
    try inFolder { folder in
      try Data(Self.trace.utf8).write(to: folder.appending(path: "x.csv"))
      for _ in 1...2 {
        let outcome = try run("workload import x.csv -o y.csv", "", in: folder)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
      }
    }
  }

  // MARK: -

  /// Where a command prints nothing else, - is standard output; beside a report it is refused.
  @Test func aDashIsStandardOutput() throws {
    try inFolder { folder in
      try Data(Self.trace.utf8).write(to: folder.appending(path: "x.csv"))
      let imported = try run("workload import x.csv -o -", "", in: folder)
      #expect(imported.status == 0 && imported.output.hasPrefix("job_id,"))
      let generated = try run("workload generate philly --jobs 3 -o -", "", in: folder)
      #expect(generated.status == 0 && generated.output.contains("job_id"))
      for arguments in [
        "simulate flat:8 --workload x.csv --jobs -",
        "tune flat:8 --set workload=x.csv --no-store --trials 2 --out -",
      ] {
        let outcome = try run(arguments, "", in: folder)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(
          outcome.errors == "koine: -: cannot be written: standard output takes the report: name a "
            + "file, such as ./-\n")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "-").path))
    }
  }
}
