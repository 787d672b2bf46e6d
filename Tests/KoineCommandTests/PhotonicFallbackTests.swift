import Foundation
import Testing

/// `simulate --photonic-fallback` and the key `photonic_fallback`: a batch job on a card of 7.61 bits.
@Suite struct PhotonicFallbackTests {
  private let jobs = """
    job_id,submit_s,duration_s,accelerators,model,units,prompt_tokens,output_tokens,chips
    a,0,,1,bert-large,100000,128,1,lightelligence/pace2

    """

  /// Runs the job with `arguments`, and with `key` in a scenario file.
  private func run(_ arguments: [String], key: String = "") throws -> Program.Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(jobs.utf8).write(to: folder.appending(path: "jobs.csv"))
    let scenario = folder.appending(path: "run.yaml")
    try Data("topology: tiny\nworkload: jobs.csv\n\(key)\n".utf8).write(to: scenario)
    return try Program.run(
      ["simulate", scenario.path] + arguments, environment: ["COLUMNS": "200"])
  }

  private let refusal =
    "1 job of bert-large on 1 accelerator cannot run: the job needs 8 bits, lightelligence/pace2 has "
    + "7.61 bits;"

  @Test func linearWorkFallsBackUnlessToldOtherwise() throws {
    for result in [
      try run([]), try run(["--photonic-fallback", "yes"], key: "photonic_fallback: no"),
    ] {
      #expect(result.status == 0)
      #expect(result.output.contains("Of 1 job, 1 completed."), "\(result.output)")
    }
  }

  @Test func theReportSaysWhyItIsRefused() throws {
    for result in [
      try run(["--photonic-fallback", "no"]), try run([], key: "photonic_fallback: no"),
    ] {
      #expect(result.status == 0)
      let words = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains(refusal), "\(words)")
    }
  }

  @Test func otherAnswersEndWithTwo() throws {
    let result = try run([], key: "photonic_fallback: perhaps")
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(
      result.errors.hasSuffix(
        "run.yaml:3: photonic_fallback: unknown answer 'perhaps' (known: yes, no)\n"),
      "\(result.errors)")
  }
}
