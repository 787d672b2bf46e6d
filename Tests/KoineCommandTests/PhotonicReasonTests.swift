import Foundation
import Testing

/// A run says of the jobs and services on photonic cards what decided their time, and how fast the best
/// other kind of the cluster would have been.
@Suite struct PhotonicReasonTests {
  private let jobs = """
    job_id,submit_s,duration_s,accelerators,model,units,prompt_tokens,output_tokens,bits,chips
    a,0,,4,bert-large,100000,128,1,7,lightelligence/pace2
    b,0,,4,bert-large,100000,128,1,7,lightelligence/pace2
    c,0,,4,bert-large,100000,128,1,7,metax/c550
    d,0,,4,llama-2-7b,1000,128,1,,lightelligence/pace2

    """

  @Test func aRunSaysWhetherTheCardWasRight() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "jobs.csv")
    try Data(jobs.utf8).write(to: table)
    let result = try Program.run(
      ["simulate", "tiny", "--workload", table.path], environment: ["COLUMNS": "300"])
    #expect(result.status == 0)
    let words = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    func sentence(_ begin: String) throws -> Substring {
      let place = try #require(words.range(of: begin), "\(words)")
      return words[place.lowerBound...].prefix { $0 != ";" }
    }
    let light = try sentence("2 jobs of bert-large on lightelligence/pace2, at 0.0")
    #expect(
      light.contains(" times the speed of nvidia/h800-sxm: ")
        && light.hasSuffix(
          " % of the time goes into moving vectors between host and card, operator by operator"),
      "\(light)")
    // Who says nothing of bits needs more than the card has.
    #expect(
      try sentence("1 job of llama-2-7b on lightelligence/pace2").contains(
        "to which linear operators fell back for want of bits"))
  }

  @Test func aServiceSaysSoToo() throws {
    let result = try Program.run(
      [
        "simulate", "Topologies/scenarios/chat-and-training.yaml", "--until", "2h", "--format",
        "json",
      ])
    #expect(result.status == 0)
    #expect(result.output.contains("The service embed of bert-large on lightelligence/pace2: "))
    let root = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let embed = (root?["services"] as? [String: Any])?["embed"] as? [String: Any]
    #expect(embed?["tpot_s"] is NSNull && embed?["tokens_per_s"] is NSNull)
  }
}
