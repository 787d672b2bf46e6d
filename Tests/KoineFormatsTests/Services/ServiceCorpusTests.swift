import Foundation
import KoineFormats
import KoineModel
import Testing

/// Every file of services of the corpora: what is right is read, what is wrong is said in exactly
/// the words that stand beside the file.
@Suite struct ServiceCorpusTests {
  private static let corpora: String = {
    var url = URL(filePath: #filePath)
    for _ in 0..<2 { url.deleteLastPathComponent() }
    return url.appending(path: "Corpora/services").path
  }()

  private static func files(_ folder: String) -> [String] {
    let path = "\(corpora)/\(folder)"
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      .filter { $0.hasSuffix(".yaml") }.sorted()
  }

  @Test(arguments: files("valid")) func isRead(_ file: String) throws { try meets("valid", file) }

  @Test(arguments: files("invalid"))
  func isRefused(_ file: String) throws { try meets("invalid", file) }

  private func meets(_ folder: String, _ file: String) throws {
    let path = "\(Self.corpora)/\(folder)/\(file)"
    let expected = try String(contentsOfFile: path + ".expected", encoding: .utf8)
    #expect(outcome(path) == expected)
  }

  private func outcome(_ path: String) -> String {
    do throws(InputError) {
      let services = try ServiceReader(resolver: TopologyPaths.resolver).services(path: path)
      return services.map(describe).joined()
    } catch {
      return error.diagnostics.map {
        $0.description.replacing(Self.corpora + "/invalid/", with: "") + "\n"
      }.joined()
    }
  }

  private func describe(_ service: Service) -> String {
    let promises = service.objectives
    let replica = service.replica
    let rule = service.scaling
    let load = service.load.steps.prefix(6).map { step in
      "\(step.start.seconds) s: \(Double(Int((step.requests_per_s * 1000).rounded())) / 1000)"
    }
    let more = service.load.steps.count > 6 ? "... \(service.load.steps.count) steps" : ""
    return """
      \(service.name): \(service.model), \(service.promptTokens) + \(service.outputTokens) tokens
        load \(load.joined(separator: ", "))\(more)
        period \(service.load.period?.seconds ?? -1), end \(service.load.end?.seconds ?? -1)
        ttft \(promises.timeToFirstToken_s ?? -1), tpot \(promises.timePerOutputToken_s ?? -1)
        replica \(replica.accelerators) of \(replica.chips), \(replica.precision), \
      bits \(replica.bits ?? -1), falls back \(replica.fallsBack)
        \(rule.minimum)...\(rule.maximum), head-room \(rule.headRoom), lead \(rule.lead.seconds), \
      hold \(rule.hold.seconds)

      """
  }

  @Test func aScenarioHoldsServicesOrNamesTheirFile() throws {
    let folder = "\(Self.corpora)/valid"
    let named = try scenario("topology: tiny\nservices: \(folder)/kinds.yaml\n")
    #expect(named.services.map(\.name) == ["constant", "by-hour", "wave"])
    let inline = try scenario(
      """
      workload: mixed
      services:
        - {name: chat, model: anything, load: 3, prompt_tokens: 10, output_tokens: 20}
      """)
    #expect(inline.services.map(\.model) == ["anything"])
    #expect(inline.services.first?.load.rate(at: .zero) == 3)
  }

  @Test func anUnknownModelIsNamedWithTheNearest() throws {
    let path = try write(
      """
      services:
        - {name: chat, model: lama-3-8b, load: 3, prompt_tokens: 10, output_tokens: 20}
      """)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reader = ServiceReader(resolver: TopologyPaths.resolver)
    let error = #expect(throws: InputError.self) { try reader.services(path: path) }
    let message = try #require(error?.diagnostics.first?.message)
    #expect(
      message.hasPrefix(
        "services[0].model: unknown model 'lama-3-8b', did you mean 'llama-3-8b'? (known: "))
    #expect(error?.diagnostics.map(\.line) == [2])
  }

  private func write(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private func scenario(_ text: String) throws -> Scenario {
    let path = try write(text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let names = PolicyVocabulary(
      policies: [], orders: [], placements: [], backfills: [],
      preemptions: [])
    return try ScenarioReader(names).scenario(path: path)
  }
}
