import Foundation
import Testing

/// A run says of the jobs and services on photonic cards what decided their time, and how fast the best
/// other kind of the cluster would have been.
@Suite struct PhotonicReasonTests {
  private let jobs = """
    job_id,submit_s,duration_s,accelerators,model,units,prompt_tokens,output_tokens,chips
    a,0,,4,bert-large,100000,128,1,lightelligence/pace2
    b,0,,4,bert-large,100000,128,1,lightelligence/pace2
    c,0,,4,bert-large,100000,128,1,metax/c550

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
    let begin = "2 jobs of bert-large on lightelligence/pace2, at 0.0"
    let place = try #require(words.range(of: begin))
    let sentence = words[place.lowerBound...].prefix { $0 != ";" }
    #expect(
      sentence.contains(" times the speed of nvidia/h800-sxm: ")
        && sentence.hasSuffix(
          " % of the time goes into moving vectors between host and card, operator by operator"),
      "\(sentence)")
  }

  @Test func aServiceSaysSoToo() throws {
    let result = try Program.run(
      [
        "simulate", "Topologies/scenarios/chat-and-training.yaml", "--until", "2h", "--format",
        "json",
      ])
    #expect(result.status == 0)
    #expect(result.output.contains("The service embed of bert-large on lightelligence/pace2: "))
  }
}
