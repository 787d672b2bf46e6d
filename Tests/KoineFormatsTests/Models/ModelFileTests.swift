import Foundation
import KoineModel
import Testing

@testable import KoineFormats

@Suite struct ModelFileTests {
  /// Parameters counted from the shape against those that the papers and model cards print.
  @Test(arguments: TopologyPaths.resolver.modelNames)
  func countsAgreeWithThePublishedOnes(_ key: String) throws {
    let model = try TopologyPaths.resolver.model(key)
    if let published = model.publishedParameters?.value {
      #expect(abs(Double(model.parameters) / published - 1) < 0.02, "\(model.parameters)")
    }
    #expect(!model.source.isEmpty)
    guard let active = model.publishedActiveParameters?.value else {
      #expect(model.experts != nil || model.activeParameters == model.parameters)
      return
    }
    // Some authors count the tables of tokens among the active parameters, some do not.
    let withOneTable = model.activeParameters - model.embeddingParameters
    let withoutTables = withOneTable - model.outputParameters
    let nearest = [model.activeParameters, withOneTable, withoutTables]
      .map { abs(Double($0) / active - 1) }.min()!
    #expect(nearest < 0.02, "\(model.activeParameters)")
  }

  /// By hand from the shapes of the papers.
  @Test func layersCountAsByHand() throws {
    let llama = try TopologyPaths.resolver.model("llama-3-8b")
    #expect(llama.attentionParameters(layer: 0) == 4096 * (2 * 4096 + 2 * 1024))
    #expect(llama.commonFeedForwardParameters(layer: 0) == 3 * 4096 * 14336)
    #expect(llama.parameters == 8_030_261_248)
    let deepseek = try TopologyPaths.resolver.model("DeepSeek-R1")
    #expect(deepseek.key == "deepseek-v3")
    #expect(deepseek.attentionParameters(layer: 0) == 187_105_280)
    #expect(!deepseek.hasExperts(layer: 2) && deepseek.hasExperts(layer: 3))
    let hybrid = try TopologyPaths.resolver.model("minimax-text-01")
    #expect(
      (0..<80).filter { !hybrid.isLinear(layer: $0) } == Array(stride(from: 7, to: 80, by: 8)))
  }

  /// By hand: 2 x parameters for the matrices, 4 x width x mean context for the scores.
  @Test func workCountsAsByHand() throws {
    let llama = try TopologyPaths.resolver.model("llama-2-7b")
    let work = llama.forwardWork(layer: 0, tokens: 4096)
    #expect(work.linear == 2 * Double(4 * 4096 * 4096 + 3 * 4096 * 11008))
    #expect(work.attention == 4 * 4096 * 4097 / 2)
    #expect(llama.outputWork.linear == 2 * 32000 * 4096)
  }

  /// DeepSeek's paper prints 70.3 KB a token; Llama 3 70B has 2 x 8 x 128 values in 80 layers.
  @Test func cacheCountsAsPublished() throws {
    let resolver = TopologyPaths.resolver
    #expect(try resolver.model("deepseek-v3").cacheBytesPerToken() == 70_272)
    #expect(try resolver.model("llama-3-70b").cacheBytesPerToken() == 327_680)
    #expect(try resolver.model("bert-large").cacheBytesPerToken() == 0)
    #expect(try resolver.model("minimax-text-01").cacheBytesPerToken() == 10 * 2 * 1024 * 2)
  }

  private func problems(_ text: String) -> [String] {
    do throws(InputError) {
      _ = try ModelFile.model(text: text, file: "m.yaml", key: "m")
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func problemsAreLocatedAndSaidTogether() {
    let found = problems(
      """
      layres: 2
      width: wide
      heads: 3
      key_value_heads: 2
      sequence_length: 0
      gated: maybe
      """)
    #expect(
      found == [
        "m.yaml:1: layres: unknown key, did you mean 'layers'?",
        "m.yaml:1: layers: is missing",
        "m.yaml:1: feed_forward_width: is missing",
        "m.yaml:2: width: found 'wide', expected a whole number from 1 to 10000000",
        "m.yaml:5: sequence_length: found 0, expected a whole number from 1 to 100000000",
      ])
  }

  @Test func contradictionsAreRefused() {
    let head = "layers: 2\nwidth: 8\nheads: 3\nsequence_length: 4\n"
    #expect(
      problems(head + "feed_forward_width: 16\nkey_value_heads: 2\ngated: maybe") == [
        "m.yaml:6: key_value_heads: found 2, expected a divisor of the 3 heads",
        "m.yaml:7: gated: found 'maybe', expected true or false",
      ])
    #expect(
      problems(head + "experts: {count: 2, active: 3, width: 4}") == [
        "m.yaml:5: experts.active: found 3, expected at most the 2 experts that there are"
      ])
  }

  /// Each figure is in its range, and their product beyond every integer.
  @Test func modelsBeyondCountingAreRefused() {
    let found = problems(
      """
      layers: 100000
      width: 10000000
      heads: 1000
      feed_forward_width: 100000000
      sequence_length: 4096
      """)
    #expect(found.count == 1)
    #expect(
      found.first?.hasSuffix(
        "found a model of about 390000203 trillion parameters, expected at most 1000 trillion")
        == true, "\(found)")
  }

  @Test func unknownModelsNameTheNearest() {
    let error = #expect(throws: InputError.self) {
      try TopologyPaths.resolver.model("lama3-8b")
    }
    let message = error?.diagnostics.first?.message ?? ""
    #expect(message.hasPrefix("unknown model 'lama3-8b', did you mean 'llama-3-8b'? (known: "))
  }

  @Test func schemaAndReadmeKnowEveryKey() throws {
    let path = TopologyPaths.root + "/Topologies/schema/model.schema.json"
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
        as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    func keys(_ name: String) -> [String] {
      (properties[name]?["properties"] as? [String: Any])?.keys.sorted() ?? []
    }
    #expect(properties.keys.sorted() == ModelFile.keys.sorted())
    #expect(keys("experts") == ModelFile.expertKeys.sorted())
    #expect(keys("latent_attention") == ModelFile.latentKeys.sorted())
    let readme = try TopologyPaths.text(TopologyPaths.root + "/Topologies/README.md")
    for key in ModelFile.keys + ModelFile.expertKeys + ModelFile.latentKeys {
      #expect(readme.contains("`\(key)`"), "\(key)")
    }
  }
}
