import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

private let tracesAreHere: Bool = SharedData.has("traces/STATISTICS.md")

/// Traces of inference as loads.
@Suite struct RequestTraceTests {
  /// 19,366 requests of conversation and 8,819 of code; 12,031 of Mooncake: the traces' page.
  @Test(
    .enabled(if: tracesAreHere, "the shared traces are not here"),
    arguments: [
      ("azure_llm_2023/AzureLLMInferenceTrace_conv.csv", 19_366.0, 1155, 211),
      ("azure_llm_2023/AzureLLMInferenceTrace_code.csv", 8819, 2048, 28),
      ("mooncake/conversation_trace.jsonl.gz", 12_031, 12_035, 343),
    ])
  func singleRequests(path: String, requests: Double, prompt: Int, output: Int) throws {
    let trace = try RequestTrace.read(sharedTrace(path))
    #expect(trace.requests == requests)
    #expect(trace.meanPromptTokens == prompt && trace.meanOutputTokens == output)
    let rates = trace.rates(interval: Interval(seconds: Int64(60)))
    #expect(abs(rates.reduce(0) { $0 + $1 * 60 } - requests) < 1e-6)
    #expect((55...60).contains(rates.count))
  }

  /// One day of windows of 600 s; the rates of the clients are added up.
  @Test(.enabled(if: tracesAreHere, "the shared traces are not here"))
  func ratesOfClients() throws {
    let trace = try RequestTrace.read(sharedTrace("servegen/deepseek-r1_client_rates.csv"))
    #expect(trace.meanPromptTokens == nil)
    let fine = trace.rates(interval: Interval(seconds: Int64(600)))
    let hours = trace.rates(interval: Interval(seconds: Int64(3600)))
    #expect((130...144).contains(fine.count) && (22...24).contains(hours.count))
    let total = fine.reduce(0) { $0 + $1 * 600 }
    #expect(abs(total - trace.requests) < 1e-6 * total)
    #expect(abs(hours.reduce(0) { $0 + $1 * 3600 } - total) < 1e-6 * total)
  }
}
