import KoineModel
import Testing

@testable import KoineFormats

/// Measured layer times: what is read, and the exact words about what is wrong.
@Suite struct LayerProfileReaderTests {
  private func profile(_ text: String) throws(InputError) -> LayerProfile {
    try LayerProfileReader().profile(text: text, file: "profile.json")
  }

  private func messages(_ text: String) -> [String] {
    do throws(InputError) {
      _ = try profile(text)
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func layersAreReadByTheirNumber() throws {
    let profile = try profile(
      """
      {"2": {"1": {"1": [3, 4, 0.5], "0": [1, 2, 0.5]}}, "1": {"1": {"0": [2, 1, 0], "1": [1, 1, 0]}}}
      """)
    #expect(profile.layerCount == 2)
    #expect(
      profile.cost(layer: 1, .init(microBatch: 2, tensorParallel: 1))
        == LayerTime(forward_s: 3, backward_s: 4, update_s: 0.5))
    #expect(profile.cost(layer: 0, .init(microBatch: 4, tensorParallel: 1)) == nil)
    #expect(profile.cost(layer: 0, .init(microBatch: 2, tensorParallel: 2)) == nil)
    #expect(profile.cost(layer: 2, .init(microBatch: 2, tensorParallel: 1)) == nil)
  }

  /// Two samples forward in 1 s, so one does not take 2 s.
  @Test func lessWorkNeverTakesLonger() throws {
    let profile = try profile(
      """
      {"1": {"1": {"0": [2, 1, 0]}}, "2": {"1": {"0": [1, 2, 0]}}, "8": {"2": {"0": [0.1, 0.1, 0]}}}
      """)
    #expect(
      profile.cost(layer: 0, .init(microBatch: 1, tensorParallel: 1))
        == LayerTime(forward_s: 1, backward_s: 1))
  }

  @Test func whatIsWrong() {
    #expect(
      messages("{\"one\": {\"1\": {\"0\": [1, 1, 1]}}, \"1\": {\"1\": {\"0\": [1, 1]}}}") == [
        "profile.json:1: one: found 'one', expected a whole number as micro-batch",
        "profile.json:1: 1.1.0: found 2 columns, expected forward, backward and update, s",
      ])
    #expect(
      messages("{\"1\": {\"1\": {\"0\": [1, 1, 1], \"2\": [1, 1, 1]}}}") == [
        "profile.json:1: 1.1: has 2 layers, but no layer 1"
      ])
    #expect(
      messages("{\"1\": {\"1\": {\"0\": [1, 1, 1]}, \"2\": {}}}") == [
        "profile.json:1: has settings with fewer than 1 layers"
      ])
    #expect(messages("{}") == ["profile.json:1: holds no measured settings"])
  }
}
