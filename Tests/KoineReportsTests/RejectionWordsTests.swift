import KoineMetrics
import Testing

@testable import KoineReports

/// Why jobs were rejected, in words.
@Suite struct RejectionWordsTests {
  private func rejection(
    _ asked: ClosedRange<Int64>, jobs: Int = 3, chips: [String] = []
  ) -> Rejection {
    Rejection(
      reason: .workCannotRun(model: "llama-3-405b"), chips: chips, jobs: jobs, asked: asked,
      available: 0)
  }

  private func refusal(
    _ accelerators: Int, _ reason: String, chips: [String] = []
  ) -> WorkNotes.Refusal {
    WorkNotes.Refusal(
      model: "llama-3-405b", accelerators: accelerators, chips: chips, jobs: 1, reason: reason)
  }

  @Test func workWithoutAKnownReasonCannotRunAnywhere() {
    #expect(
      WorkNotes().sentence(of: rejection(8...64))
        == "3 jobs of llama-3-405b on 8 to 64 accelerators cannot run anywhere.")
    let others = WorkNotes(refusals: [
      refusal(128, "too large"), refusal(8, "of others", chips: ["metax/c550"]),
    ])
    #expect(
      others.sentence(of: rejection(8...64))
        == "3 jobs of llama-3-405b on 8 to 64 accelerators cannot run anywhere.")
  }

  /// One reason stands alone; of several each has the number of accelerators that it is about.
  @Test func whatTheChipsRefuseIsTheReason() {
    let chips = ["metax/c550"]
    let one = WorkNotes(refusals: [refusal(1, "it is too small", chips: chips)])
    #expect(
      one.sentence(of: rejection(1...1, jobs: 1, chips: chips))
        == "1 job of llama-3-405b on 1 accelerator of metax/c550 cannot run: it is too small.")
    let two = WorkNotes(refusals: [refusal(8, "no plan fits"), refusal(64, "heads do not divide")])
    #expect(
      two.sentence(of: rejection(8...64))
        == "3 jobs of llama-3-405b on 8 to 64 accelerators cannot run: on 8, no plan fits; on 64, "
        + "heads do not divide.")
  }
}
