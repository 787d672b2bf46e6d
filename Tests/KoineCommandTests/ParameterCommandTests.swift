import Foundation
import Testing

/// Parameters of policies as users write them: arguments, policy files, scenarios.
@Suite struct ParameterCommandTests {
  private let day = ["simulate", "tiny", "--workload", "philly", "--until", "1d"]

  private func withFiles<Result>(
    _ files: [String: String], _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    return try body(folder)
  }

  @Test func argumentsReachTheReport() throws {
    let set = ["--policy", "wfp3", "--set", "order.exponent=2", "--set", "backfill.slack=0.5"]
    let text = try Program.run(day + set, environment: ["COLUMNS": "400"])
    #expect(text.status == 0)
    #expect(
      text.output.contains(
        "order wfp3 - place best-fit - backfill easy - backfill.slack 0.5 - order.exponent 2")
        || text.output.contains("backfill.slack 0.5 · order.exponent 2"), "\(text.output)")
    let json = try Program.run(day + set + ["--format", "json"])
    #expect(json.output.contains("\"order.exponent\": 2"))
    #expect(json.output.contains("\"policy\": null"))
  }

  @Test func defaultsLeaveNoTrace() throws {
    let plain = try Program.run(day + ["--policy", "wfp3", "--format", "json"])
    let given = try Program.run(
      day + ["--policy", "wfp3", "--set", "order.exponent=3", "--format", "json"])
    func withoutTime(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.contains("wall_s") }
    }
    #expect(withoutTime(plain.output) == withoutTime(given.output))
  }

  @Test func filesHoldThemToo() throws {
    let files = [
      "mine.yaml": "order: wfp3\nparameters: {order.exponent: 2, backfill.slack: 1}\n",
      "run.yaml": """
      topology: tiny
      workload: philly
      until: 1d
      policy: {order: wfp3, parameters: {order.exponent: 2}}
      """,
    ]
    try withFiles(files) { folder in
      let file = try Program.run(
        day + ["--policy", folder.appending(path: "mine.yaml").path, "--format", "json"])
      #expect(file.status == 0, "\(file.errors)")
      #expect(file.output.contains("\"order.exponent\": 2"))
      let scenario = folder.appending(path: "run.yaml").path
      let run = try Program.run(["simulate", scenario, "--format", "json"])
      #expect(run.output.contains("\"order.exponent\": 2"))
      // The command line's part takes the file's parameter away; its value replaces the file's.
      let fifo = try Program.run(["simulate", scenario, "--order", "fifo", "--format", "json"])
      #expect(fifo.status == 0, "\(fifo.errors)")
      #expect(!fifo.output.contains("exponent"))
      let four = try Program.run(
        ["simulate", scenario, "--set", "order.exponent=4", "--format", "json"])
      #expect(four.output.contains("\"order.exponent\": 4"))
    }
  }

  @Test func wrongArgumentsEndWithTwo() throws {
    let result = try Program.run(
      day + [
        "--policy", "wfp3", "--set", "order.exponnt=2", "--set", "backfill.slack=99", "--set",
        "place.cpu_weight=x",
      ])
    #expect(result.status == 2)
    let known = "order.exponent, order.size_exponent, placement.cpu_weight, backfill.slack"
    #expect(
      result.errors == """
        koine: --set: unknown parameter 'order.exponnt', did you mean 'order.exponent'? \
        (known: \(known))
        koine: --set: backfill.slack: found 99, expected a number from 0 to 10
        koine: --set: place.cpu_weight: found 'x', expected a number from 0 to 1

        """)
    let other = try Program.run(day + ["--policy", "fifo", "--set", "order.exponent=2"])
    #expect(
      other.errors
        == "koine: --set: order.exponent: is a parameter of order wfp3, but the order is fifo\n")
    let form = try Program.run(day + ["--set", "slack"])
    #expect(
      form.errors == "koine: --set: found 'slack', expected PART.NAME=VALUE, such as "
        + "order.exponent=2\n")
  }

  @Test func wrongFilesAreLocated() throws {
    let text = """
      order: wfp3
      parameters:
        order.exponent: 11
        order.exponnt: 2
        backfill.slack: [1]
      """
    try withFiles(["bad.yaml": text, "late.yaml": text.replacing("[1]", with: "much")]) { folder in
      let path = folder.appending(path: "bad.yaml").path
      let result = try Program.run(day + ["--policy", path])
      #expect(result.status == 2)
      #expect(
        result.errors == "koine: \(path):5: parameters.backfill.slack: found a list, "
          + "expected a text\n")
      let late = folder.appending(path: "late.yaml").path
      #expect(
        try Program.run(day + ["--policy", late]).errors == """
          koine: \(late):3: parameters.order.exponent: found 11, expected a number from 0 to 10
          koine: \(late):4: parameters.order.exponnt: unknown parameter 'order.exponnt', did you \
          mean 'order.exponent'? (known: order.exponent, order.size_exponent, \
          backfill.slack)
          koine: \(late):5: parameters.backfill.slack: found 'much', expected a number from 0 to 10

          """)
    }
  }

  @Test func theListHoldsThem() throws {
    let json = try Program.run(["list", "policies", "--format", "json"])
    #expect(json.output.contains("\"key\": \"order.exponent\""))
    let text = try Program.run(["list", "policies"], environment: ["COLUMNS": "400"]).output
    #expect(
      text.split { $0.isWhitespace }.joined(separator: " ").contains(
        "order.exponent wfp3: power of wait / estimate (0 to 10, default 3)"), "\(text)")
    let help = try Program.run(["simulate", "--help"]).output.split { $0.isWhitespace }
    #expect(help.joined(separator: " ").contains("backfill.slack (easy)"))
  }

  /// The tables of docs/policies.md are what the program prints.
  @Test func thePageHoldsTheTables() throws {
    let tables = try Program.run(["list", "policies", "--format", "markdown"]).output
    let page = try String(
      contentsOf: Program.root.appending(path: "docs/policies.md"), encoding: .utf8)
    #expect(page.hasSuffix("\n\n" + tables), "run Tools/policy-tables")
  }
}
