import Foundation
import Testing

/// `koine topology show --serving`.
@Suite struct ServingCommandTests {
  private func rows(_ arguments: [String]) throws -> [[String: Any]] {
    let result = try Program.run(["topology", "show", "tiny", "--format", "json"] + arguments)
    #expect(result.status == 0 && result.errors.isEmpty)
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(value as? [[String: Any]])
  }

  @Test func oneRowPerChip() throws {
    let rows = try rows(["--serving", "bert-large", "--output", "1", "--bits", "7"])
    let chips = rows.compactMap { $0["chip"] as? String }
    #expect(chips.sorted() == ["lightelligence/pace2", "metax/c550", "nvidia/h800-sxm"])
    #expect(rows.allSatisfy { ($0["requests_per_s"] as? Double ?? 0) > 0 })
    let light = try #require(rows.first { $0["bound"] as? String == "light" })
    #expect((light["reason"] as? String)?.contains("% of the time goes into") == true)
    // An encoder generates nothing.
    #expect(rows.allSatisfy { $0["tpot_s"] is NSNull && $0["tokens_per_s"] is NSNull })
  }

  @Test func promisesAndBitsRefuse() throws {
    let rows = try rows(["--serving", "llama-3-8b", "--tpot", "0.0001"])
    #expect(rows.allSatisfy { $0["requests_per_s"] is NSNull })
    let refusals = rows.compactMap { $0["refusal"] as? String }
    #expect(refusals.count == 3)
    #expect(refusals.contains { $0.hasPrefix("the job needs 8 bits, lightelligence/pace2 has") })
  }

  @Test func questionsThatMakeNoSense() throws {
    for arguments in [
      ["--serving", "llama-3-8b", "--performance", "llama-3-8b"], ["--serving", "lama-3-8b"],
      ["--serving", "llama-3-8b", "--prompt", "0"], ["--tpot", "1"],
      ["--serving", "llama-3-8b", "--precision", "fp4"],
      ["--serving", "llama-3-8b", "--ttft", "-1"],
    ] {
      let result = try Program.run(["topology", "show", "tiny"] + arguments)
      #expect(result.status == 2 && result.output.isEmpty, "\(arguments)")
    }
  }
}
