import Foundation
import Testing

/// `simulate --power-cap` and the key `power_cap` as users write them.
@Suite struct PowerCapCommandTests {
  private let day = ["--workload", "philly", "--until", "1d"]

  @Test func theCapStandsInTheReport() throws {
    let text = try Program.run(["simulate", "tiny", "--power-cap", "20 kW"] + day)
    #expect(text.status == 0)
    #expect(text.output.contains("Power      at most 20 kW for all accelerators"))
    let json = try Program.run(
      ["simulate", "tiny", "--power-cap", "0.02MW", "--format", "json"] + day)
    #expect(json.output.contains("\"power_cap_w\": 20000"))
  }

  /// The idle cluster draws 4,148 W; 16 accelerators of one kind at work add more than the rest.
  @Test func jobsThatAloneExceedItAreRejected() throws {
    let result = try Program.run(
      ["simulate", "tiny", "--power-cap", "6kW"] + day, environment: ["COLUMNS": "400"])
    #expect(result.status == 0)
    #expect(result.output.contains("more at work than idle; the power cap leaves 1.85 kW."))
  }

  @Test func wrongCapsEndWithTwo() throws {
    let cases = [
      (
        ["tiny", "--power-cap", "lots"],
        "found 'lots', expected a power such as 500000, 500kW or 2.5MW"
      ),
      (["tiny", "--power-cap", "0"], "found '0', expected a power such as 500000, 500kW or 2.5MW"),
      (
        ["tiny", "--power-cap", "1kW"],
        "is less than what the accelerators draw when nothing runs, 4148 W"
      ),
      (
        ["flat:8", "--power-cap", "1kW"],
        "needs the power of every chip at work and idle, which is unknown of any/processor"
      ),
      (
        ["tiny", "--packing", "1.3", "--power-cap", "9kW"],
        "has no meaning with --packing: jobs never end"
      ),
    ]
    for (arguments, words) in cases {
      let end = arguments.contains("--packing") ? [] : day
      let result = try Program.run(["simulate"] + arguments + end)
      #expect(result.status == 2 && result.output.isEmpty, "\(arguments)")
      #expect(result.errors == "koine: --power-cap: \(words)\n")
    }
  }
}
