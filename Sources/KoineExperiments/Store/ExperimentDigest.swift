public import KoineFormats

/// Tells experiments apart by what they ask for, so that one that is resumed is the same.
public enum ExperimentDigest {
  /// - Parameter parts: what is asked for besides the document, in an order of its own.
  /// - Throws: a syntax error of the document.
  public static func of(
    _ kind: String, _ document: ScenarioDocument, _ parts: [String]
  ) throws(InputError) -> String {
    var digest = ContentDigest("experiment 1")
    digest.add(kind)
    for leaf in try document.leaves() {
      digest.add(leaf.path)
      digest.add(leaf.text)
    }
    for part in parts { digest.add(part) }
    return digest.hexadecimal
  }
}

extension RunRequest {
  /// The settings and the seed as one line.
  public var text: String {
    (settings.map { "\($0.key)=\($0.value)" } + ["seed=\(seed)"]).joined(separator: " ")
  }
}
