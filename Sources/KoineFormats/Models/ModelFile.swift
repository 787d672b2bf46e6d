public import KoineModel

/// Reads one file of `Topologies/models/`: a neural network that jobs train or serve.
public enum ModelFile {
  static let keys =
    [
      "name", "aliases", "kind", "year", "layers", "width", "heads", "key_value_heads",
      "head_width", "causal", "feed_forward_width", "gated", "experts", "latent_attention",
      "full_attention_every", "vocabulary", "embedding_width", "tied_embeddings",
      "learned_positions", "cross_attention_tokens", "encoder_layers", "encoder_tokens",
      "stem_parameters", "sequence_length", "parameters", "active_parameters", "notes",
    ] + YAMLMapping.originKeys

  static let expertKeys = ["count", "active", "shared", "width", "shared_width", "dense_layers"]

  static let latentKeys = [
    "query_rank", "key_value_rank", "rotary_width", "plain_width", "value_width",
  ]

  /// The model that the file at `path` describes.
  ///
  /// - Throws: every problem of the file.
  public static func model(path: String) throws(InputError) -> NeuralModel {
    let stem = path.split(separator: "/").last.map(String.init) ?? path
    let key = stem.hasSuffix(".yaml") ? String(stem.dropLast(5)) : stem
    return try model(text: try InputText.read(path), file: path, key: key)
  }

  /// The model that `text` describes; `file` is what messages call it.
  public static func model(
    text: String, file: String, key: String
  ) throws(InputError) -> NeuralModel {
    let log = DiagnosticLog()
    let node = try YAMLDocument.parse(text, file: file).node
    let root = YAMLValue(node: node, path: "", file: file, log: log)
    let model = root.mapping(known: keys).flatMap { read($0, key: key) }
    try log.throwIfErrors()
    guard let model else { throw InputError(Diagnostic(file: file, .empty(what: "model"))) }
    return model
  }

  /// Beyond every plan; counts of parameters and of their bytes stay far from overflow.
  private static let mostParameters = 1e15

  /// `nil` where a figure is missing or wrong, which has been reported.
  private static func read(_ fields: YAMLMapping, key: String) -> NeuralModel? {
    let layers = fields.required("layers")?.integer(in: 1...100_000)
    let width = fields.required("width")?.integer(in: 1...10_000_000)
    let heads = fields.required("heads")?.integer(in: 1...1_000_000)
    let length = fields.required("sequence_length")?.integer(in: 1...100_000_000)
    let experts = fields["experts"].flatMap(self.experts)
    let hidden = fields["feed_forward_width"]?.integer(in: 1...100_000_000)
    let needsHidden = fields["experts"] == nil || experts?.denseLayers ?? 0 > 0
    if hidden == nil && needsHidden { _ = fields.required("feed_forward_width") }
    guard let layers, let width, let heads, let length, hidden != nil || !needsHidden else {
      return nil
    }
    var model = NeuralModel(
      key: key, layers: layers, width: width, heads: heads, feedForwardWidth: hidden ?? 0,
      vocabulary: 0, sequenceLength: length)
    model.experts = experts
    readShape(fields, into: &model)
    let weights = model.roughParameters
    if weights > mostParameters {
      fields.place.report(
        .outOfRange(
          found: "a model of about \(Int((weights / 1e12).rounded())) trillion parameters",
          expected: "at most \(Int(mostParameters / 1e12)) trillion"))
      return nil
    }
    readTexts(fields, into: &model)
    check(fields, model)
    return model
  }

  private static func readShape(_ fields: YAMLMapping, into model: inout NeuralModel) {
    func integer(_ key: String, _ range: ClosedRange<Int>, or absent: Int) -> Int {
      fields[key]?.integer(in: range) ?? absent
    }
    model.keyValueHeads = integer("key_value_heads", 1...1_000_000, or: model.heads)
    model.headWidth = integer("head_width", 1...1_000_000, or: max(1, model.width / model.heads))
    model.isCausal = fields["causal"]?.boolean() ?? true
    model.isGated = fields["gated"]?.boolean() ?? true
    model.vocabulary = integer("vocabulary", 0...100_000_000, or: 0)
    model.embeddingWidth = fields["embedding_width"]?.integer(in: 1...10_000_000)
    model.hasTiedEmbeddings = fields["tied_embeddings"]?.boolean() ?? false
    model.learnedPositions = integer("learned_positions", 0...100_000_000, or: 0)
    model.crossAttentionTokens = integer("cross_attention_tokens", 0...100_000_000, or: 0)
    model.encoderLayers = integer("encoder_layers", 0...100_000, or: 0)
    model.encoderTokens = integer("encoder_tokens", 0...100_000_000, or: 0)
    model.stemParameters = integer("stem_parameters", 0...1_000_000_000_000, or: 0)
    if let latent = fields["latent_attention"].flatMap(latent) {
      model.attention = .latent(latent)
    } else if let every = fields["full_attention_every"]?.integer(in: 1...100_000) {
      model.attention = .linearHybrid(fullEvery: every)
    }
  }

  private static func readTexts(_ fields: YAMLMapping, into model: inout NeuralModel) {
    let origin = fields.origin()
    model.name = fields["name"]?.name() ?? model.key
    model.aliases = fields["aliases"]?.names() ?? []
    model.kind =
      fields["kind"]?.choice("kind of model")
      ?? (model.experts == nil ? .decoder : .mixtureOfExperts)
    model.year = fields["year"]?.integer(in: 1990...2100)
    model.publishedParameters = fields.figure("parameters", .parameters, origin)
    model.publishedActiveParameters = fields.figure("active_parameters", .parameters, origin)
    model.source = origin.source
    model.notes = fields["notes"]?.text()
  }

  private static func experts(_ value: YAMLValue) -> Experts? {
    guard let fields = value.mapping(known: expertKeys) else { return nil }
    let count = fields.required("count")?.integer(in: 1...1_000_000)
    let active = fields.required("active")?.integer(in: 1...1_000_000)
    let width = fields.required("width")?.integer(in: 1...100_000_000)
    guard let count, let active, let width else { return nil }
    if active > count {
      fields["active"]?.report(
        .outOfRange(found: String(active), expected: "at most the \(count) experts that there are"))
      return nil
    }
    return Experts(
      count: count, active: active, shared: fields["shared"]?.integer(in: 0...1_000_000) ?? 0,
      width: width, sharedWidth: fields["shared_width"]?.integer(in: 0...100_000_000),
      denseLayers: fields["dense_layers"]?.integer(in: 0...100_000) ?? 0)
  }

  private static func latent(_ value: YAMLValue) -> LatentAttention? {
    guard let fields = value.mapping(known: latentKeys) else { return nil }
    let widths = latentKeys.map {
      fields.required($0)?.integer(in: ($0 == "query_rank" ? 0 : 1)...10_000_000)
    }
    guard let query = widths[0], let keyValue = widths[1], let rotary = widths[2],
      let plain = widths[3], let value = widths[4]
    else { return nil }
    return LatentAttention(
      queryRank: query, keyValueRank: keyValue, rotaryWidth: rotary, plainWidth: plain,
      valueWidth: value)
  }

  private static func check(_ fields: YAMLMapping, _ model: NeuralModel) {
    if !model.heads.isMultiple(of: model.keyValueHeads) {
      fields["key_value_heads"]?.report(
        .outOfRange(
          found: String(model.keyValueHeads), expected: "a divisor of the \(model.heads) heads"))
    }
    if let every = fields["full_attention_every"], fields["latent_attention"] != nil {
      every.report(.conflict("attention is either latent or a hybrid, not both"))
    }
  }
}

extension YAMLValue {
  /// `true` or `false`.
  func boolean() -> Bool? {
    switch plainText {
    case "true": return true
    case "false": return false
    default:
      report(.wrongType(found: appearance, expected: "true or false"))
      return nil
    }
  }
}

extension Quantity {
  static let parameters = Quantity("parameters", 1...1e15)
}
