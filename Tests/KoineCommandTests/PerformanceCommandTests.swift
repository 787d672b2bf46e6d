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

  /// What a mix is compared with stands in the rows above it.
  @Test func aMixIsComparedWithTheRows() throws {
    let rows = try #require(try json(show + ["tiny"])["rows"] as? [[String: Any]])
    let results = rows.compactMap { $0["result"] as? [String: Any] }
    let mix = try #require(results.first { $0["hetero_efficiency"] is Double })
    let alone = results.filter { !($0["hetero_efficiency"] is Double) }
    let rates = alone.compactMap { $0["tokens_per_s"] as? Double }
    #expect(rates.count == 2)
    let share = try #require(mix["tokens_per_s"] as? Double) / rates.reduce(0, +)
    #expect(abs(try #require(mix["hetero_efficiency"] as? Double) - share) < 1e-9)
  }

  /// The label of a plan says all that its number needs.
  @Test func aPrintedPlanReproducesItsNumber() throws {
    func step(_ arguments: [String]) throws -> [String: Any] {
      let document = try json(show + ["--chip", "nvidia/h800-sxm"] + arguments)
      let row = try #require((document["rows"] as? [[String: Any]])?.first)
      return try #require(row["result"] as? [String: Any])
    }
    let best = try step(["--accelerators", "16"])
    let words = try #require(best["plan"] as? String).split(separator: " ").map(String.init)
    #expect(words.last == "overlap" && words[1] == "micro-batch")
    var arguments = ["--plan", words[0], "--micro-batch", words[2], "--overlap"]
    if let place = words.firstIndex(of: "recompute") {
      arguments += ["--recompute", words[place + 1]]
    }
    if let zero = words.first(where: { $0.hasPrefix("ZeRO-") }) {
      arguments += ["--zero", String(zero.dropFirst(5))]
    }
    let again = try step(arguments)
    #expect(again["tokens_per_s"] as? Double == best["tokens_per_s"] as? Double)
    #expect(again["plan"] as? String == best["plan"] as? String)
  }

  @Test func whatCannotRunEndsWithTwoAndSaysWhy() throws {
    let chip = ["--chip", "nvidia/a100-sxm-80gb", "--accelerators", "8", "--global-batch", "512"]
    let cases = [
      (show + chip + ["--plan", "PP1DP8TP1"], "GB too much"),
      (show + chip + ["--plan", "TP3"], "the nearest that divides is 2"),
      (show + chip + ["--plan", "nonsense"], "expected degrees such as TP2PP4DP8EP2"),
      (show + ["--chip", "hygon/bw1000"], "there is no estimate"),
      (show + ["--chip", "nvidia/a100"], "did you mean 'nvidia/a100-"),
      (show + ["--accelerators", "0"], "--accelerators 0 is not a number from 1 to 100000000."),
      (show + ["--global-batch=-1"], "--global-batch -1 is not a number from 1"),
      (["topology", "show", "--serving", "llama-3-8b", "--prompt", "0"], "--prompt 0 is not a"),
      (
        ["topology", "show", "--serving", "llama-3-8b", "--tpot", "0"], "--tpot 0.0 is not above 0."
      ),
      (["topology", "show", "--performance", "lama-3-8b"], "did you mean 'llama-3-8b'?"),
      (["topology", "show", "tiny", "--plan", "TP1"], "need --performance"),
    ]
    for (arguments, words) in cases {
      let result = try Program.run(arguments)
      #expect(result.status == 2 && result.output.isEmpty, "\(arguments)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
  }

  /// The usual step of a sequence of odd length has room for data parallelism, so that no kind is left
  /// with a poor plan alone and a mix seems better than its parts.
  @Test func theUsualStepDividesAmongMany() throws {
    let document = try json(["topology", "show", "--performance", "whisper-large-v3", "tiny"])
    #expect(document["global_batch"] as? Int == 9216)
    let rows = try #require(document["rows"] as? [[String: Any]])
    let h800 = try #require(rows.first { $0["name"] as? String == "nvidia/h800-sxm" })
    #expect(try #require((h800["result"] as? [String: Any])?["mfu"] as? Double) > 0.15)
    for row in rows {
      guard let ratio = (row["result"] as? [String: Any])?["hetero_efficiency"] as? Double
      else { continue }
      #expect(ratio <= 1, "\(row)")
    }
    for (length, batch) in [(8192, 512), (2048, 2048), (1000, 4096), (600_000, 6)] {
      let asked =
        show + ["--chip", "nvidia/b200", "--sequence", "\(length)", "--accelerators", "64"]
      let found = try Program.run(asked + ["--format", "json"])
      #expect(found.output.contains("\"global_batch\": \(batch)"), "\(found.output.prefix(300))")
    }
  }

  private func json(_ arguments: [String]) throws -> [String: Any] {
    let result = try Program.run(arguments + ["--format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  /// The search of plans ends at 1,024 accelerators and says so; a plan takes all there are.
  @Test func onlyTheSearchIsLimited() throws {
    let chip = [
      "topology", "show", "--performance", "llama-3-405b", "--chip", "nvidia/h100-sxm",
      "--accelerators", "16384", "--global-batch", "2048",
    ]
    let plan = try json(chip + ["--plan", "TP8PP16DP128", "--recompute", "full"])
    let row = try #require((plan["rows"] as? [[String: Any]])?.first)
    #expect((row["result"] as? [String: Any])?["accelerators"] as? Int == 16_384)
    let found = try Program.run(
      show + ["--chip", "nvidia/h100-sxm", "--accelerators", "2048", "--sequence", "131072"])
    #expect(
      found.output.contains("the best plan of at most 1,024 of the 2,048 accelerators"),
      "\(found.output)")
  }

  /// Racks of three nodes of eight: one of the two rings of two nodes leaves its rack.
  @Test func oversubscriptionCountsWhereRacksDoNotDivide() throws {
    var steps_s: [Double] = []
    for oversubscription in [1, 64, 1000] {
      let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(
        """
        name: racks-of-three
        nodes:
          - {type: hgx-h800, count: 4, nodes_per_rack: 3}
        fabric: {oversubscription: \(oversubscription), latency_us: 10, interface_gb_s: 50}

        """.utf8
      ).write(to: file)
      let document = try json(show + [file.path, "--plan", "TP8PP2DP2"])
      let row = try #require((document["rows"] as? [[String: Any]])?.first)
      steps_s.append(try #require((row["result"] as? [String: Any])?["step_s"] as? Double))
    }
    #expect(steps_s[1] > steps_s[0] * 1.01 && steps_s[2] > steps_s[1] * 1.01, "\(steps_s)")
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
