import Foundation
import Testing

/// `koine topology show --performance`, `koine list models` and `koine list fidelity` as users run
/// them.
@Suite struct PerformanceCommandTests {
  private let show = ["topology", "show", "--performance", "llama-3-8b"]

  @Test(arguments: [80, 200])
  func linesFitTheTerminal(_ width: Int) throws {
    for arguments in [show + ["tiny"], ["list", "fidelity"], ["list", "models"]] {
      let result = try Program.run(
        arguments, environment: ["COLUMNS": String(width), "LC_ALL": "C.UTF-8"])
      #expect(result.status == 0 && result.errors.isEmpty, "\(arguments)")
      for line in result.output.split(separator: "\n") {
        #expect(line.count <= width, "\(line)")
      }
    }
  }

  /// What rests on an estimate is marked where it stands and named below.
  @Test func estimatesAreMarkedToTheLastLine() throws {
    let result = try Program.run(
      show + ["--chip", "biren/br166l"], environment: ["COLUMNS": "120", "LC_ALL": "C.UTF-8"])
    let lines = result.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("biren/br166l") && $0.contains("≈") })
    #expect(result.output.contains("≈ biren/br166l: our estimate of peak_tflops.fp16"))
  }

  @Test func aPlanIsPredictedAsJson() throws {
    let result = try Program.run(
      show + [
        "--chip", "nvidia/a100-sxm-80gb", "--accelerators", "8", "--plan", "PP2DP4TP1",
        "--recompute", "selective", "--global-batch", "512", "--format", "json",
      ])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let row = try #require((document["rows"] as? [[String: Any]])?.first)
    let step = try #require(row["result"] as? [String: Any])
    // FlagPerf prints 3,698.7 for this plan.
    let rate = try #require(step["tokens_per_s_per_accelerator"] as? Double)
    #expect(abs(rate / 3698.7 - 1) < 0.1)
    let parts = try #require(step["parts_s"] as? [String: Double])
    #expect(abs(parts.values.reduce(0, +) / (step["step_s"] as! Double) - 1) < 1e-9)
  }

  @Test func whatCannotRunEndsWithTwoAndSaysWhy() throws {
    let chip = ["--chip", "nvidia/a100-sxm-80gb", "--accelerators", "8", "--global-batch", "512"]
    let cases = [
      (show + chip + ["--plan", "PP1DP8TP1"], "GB too much"),
      (show + chip + ["--plan", "TP3"], "the nearest that divides is 2"),
      (show + chip + ["--plan", "nonsense"], "expected degrees such as TP2PP4DP8EP2"),
      (show + ["--chip", "hygon/bw1000"], "there is no estimate"),
      (show + ["--chip", "nvidia/a100"], "did you mean"),
      (["topology", "show", "--performance", "lama-3-8b"], "did you mean 'llama-3-8b'?"),
      (["topology", "show", "tiny", "--plan", "TP1"], "need --performance"),
    ]
    for (arguments, words) in cases {
      let result = try Program.run(arguments)
      #expect(result.status == 2 && result.output.isEmpty, "\(arguments)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
  }

  /// Tables whose data are not part of the program are named where nobody says where those are, and
  /// every missing file where somebody says so wrongly.
  @Test func fidelityNamesWhatItDoesNotShow() throws {
    let plain = try Program.run(["list", "fidelity"], environment: ["COLUMNS": "80"])
    #expect(plain.output.contains("Not shown: training on mixed chips"))
    let missing = try Program.run(["list", "fidelity", "--shared", "nowhere"])
    #expect(missing.status == 2 && missing.output.isEmpty)
    #expect(
      missing.errors.hasPrefix(
        "koine: nowhere/facts/layer_profiles/OPT-350_GH-96.json: cannot be read: no such file\n"))
    #expect(
      missing.errors.hasSuffix(
        "koine: nowhere/traces/infinitehbd/fault_trace.json: cannot be read: no such file\n"))
  }
}
