import KoineModel

/// Where the plain numbers of a mapping come from, unless a figure says otherwise.
struct FigureOrigin {
  var source = ""
  var confidence = Confidence.unverified
}

extension YAMLMapping {
  /// The keys that ``origin(inheriting:)`` reads.
  static let originKeys = ["source", "confidence"]

  /// The mapping's own `source` and `confidence`, each falling back to `outer`.
  func origin(inheriting outer: FigureOrigin = FigureOrigin()) -> FigureOrigin {
    var origin = outer
    if let source = self["source"]?.text() { origin.source = source }
    if let confidence = self["confidence"]?.choice("confidence", of: Confidence.self) {
      origin.confidence = confidence
    }
    return origin
  }

  /// The figure under `key`: a plain number, or a mapping of `value`, `source` and `confidence`.
  func figure(_ key: String, _ quantity: Quantity, _ origin: FigureOrigin) -> Figure? {
    guard let value = self[key] else { return nil }
    if !value.isMapping {
      return value.number(quantity).map {
        Figure($0, confidence: origin.confidence, source: origin.source)
      }
    }
    guard let mapping = value.mapping(known: ["value"] + Self.originKeys) else { return nil }
    let own = mapping.origin(inheriting: origin)
    return mapping.required("value")?.number(quantity).map {
      Figure($0, confidence: own.confidence, source: own.source)
    }
  }
}
