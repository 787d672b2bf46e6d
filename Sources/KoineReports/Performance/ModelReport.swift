public import KoineModel

/// Lists of the neural networks that the catalogue knows.
public enum ModelReport {
  /// A table of models, with a line break at the end of every line.
  public static func table(_ models: [NeuralModel], style: TerminalStyle) -> String {
    var table = Table([
      .init(title: "model", alignment: .left), .init(title: "kind", alignment: .left),
      .init(title: "parameters"), .init(title: "active", expendability: 2),
      .init(title: "layers", expendability: 3), .init(title: "width", expendability: 4),
      .init(title: "sequence", expendability: 5),
      .init(title: "FLOPs/token", expendability: 6),
      .init(title: "cache B/token", expendability: 7),
      .init(title: "source", alignment: .left, expendability: 8, limit: 70),
    ])
    for model in models {
      let cells = [
        model.key, model.kind.rawValue, shortCount(Double(model.parameters)),
        shortCount(Double(model.activeParameters)), String(model.layers), grouped(model.width),
        grouped(model.sequenceLength),
        shortCount(model.forwardWork(tokens: model.sequenceLength).total),
        grouped(Int(model.cacheBytesPerToken())), model.source,
      ]
      table.add(cells.map { .text($0) })
    }
    return table.lines(width: style.width, style).map { $0.rendered(style) + "\n" }.joined()
  }

  /// The models as JSON, one object each. Counted figures stand beside those that were published.
  public static func json(_ models: [NeuralModel]) -> JSONValue { .array(models.map(json)) }

  private static func json(_ model: NeuralModel) -> JSONValue {
    let work = model.forwardWork(tokens: model.sequenceLength)
    return .object([
      ("key", .string(model.key)), ("name", .string(model.name)),
      ("aliases", .array(model.aliases.map { .string($0) })),
      ("kind", .string(model.kind.rawValue)), ("year", .optional(model.year)),
      ("layers", .integer(model.layers)), ("width", .integer(model.width)),
      ("heads", .integer(model.heads)), ("key_value_heads", .integer(model.keyValueHeads)),
      ("head_width", .integer(model.headWidth)),
      ("feed_forward_width", .integer(model.feedForwardWidth)),
      ("experts", model.experts.map(json) ?? .null), ("vocabulary", .integer(model.vocabulary)),
      ("sequence_length", .integer(model.sequenceLength)),
      ("parameters", .integer(model.parameters)),
      ("active_parameters", .integer(model.activeParameters)),
      ("published_parameters", TopologyJSON.figure(model.publishedParameters)),
      ("published_active_parameters", TopologyJSON.figure(model.publishedActiveParameters)),
      (
        "forward_flops_per_token",
        .object([
          ("linear", .number(work.linear)), ("attention", .number(work.attention)),
          ("other", .number(work.other)),
        ])
      ),
      ("cache_bytes_per_token", .number(model.cacheBytesPerToken())),
      ("source", .string(model.source)),
    ])
  }

  private static func json(_ experts: Experts) -> JSONValue {
    .object([
      ("count", .integer(experts.count)), ("active", .integer(experts.active)),
      ("shared", .integer(experts.shared)), ("width", .integer(experts.width)),
      ("dense_layers", .integer(experts.denseLayers)),
    ])
  }
}

/// Three significant digits with an SI prefix: `6.74 B`, `340 M`, `1.2 T`.
func shortCount(_ value: Double) -> String {
  let (scaled, unit) =
    switch value {
    case 1e12...: (value / 1e12, " T")
    case 1e9...: (value / 1e9, " B")
    case 1e6...: (value / 1e6, " M")
    case 1e3...: (value / 1e3, " k")
    default: (value, "")
    }
  return decimal(scaled, places: scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2) + unit
}
