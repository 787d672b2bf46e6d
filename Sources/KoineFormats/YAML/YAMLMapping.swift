import Yams

/// A mapping of a YAML file, its keys checked against those that are known there.
struct YAMLMapping {
  var entries: [(key: String, value: YAMLValue)]
  let place: YAMLValue

  /// The value under `key`, or `nil` where the key is missing or its value empty.
  subscript(key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }

  /// The value under `key`; a missing one is reported.
  func required(_ key: String) -> YAMLValue? {
    if let value = self[key] { return value }
    place.log.add(
      Diagnostic(
        file: place.file, line: place.line, key: place.path(of: key), .missingKey))
    return nil
  }
}

extension YAMLValue {
  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// A mapping whose keys must be among `known`; others are reported and left out.
  func mapping(known: [String]) -> YAMLMapping? {
    guard let all = mapping() else { return nil }
    let entries = all.entries.filter { entry in
      if known.contains(entry.key) { return true }
      let nearest = nearestName(to: entry.key, among: known)
      let line = keyLine(of: entry.key) ?? line
      log.add(
        Diagnostic(
          file: file, line: line, key: path(of: entry.key),
          .unknownKey(nearest: nearest, known: known)))
      return false
    }
    return YAMLMapping(entries: entries, place: self)
  }

  /// A mapping with names of the file's own choice as keys; empty values are left out.
  func mapping() -> YAMLMapping? {
    guard let mapping = node.mapping else {
      report(.wrongType(found: appearance, expected: "a mapping"))
      return nil
    }
    var entries: [(key: String, value: YAMLValue)] = []
    for (key, value) in mapping {
      guard let name = YAMLValue(node: key, path: path, file: file, log: log).name() else {
        continue
      }
      if YAMLDocument.isNull(value) { continue }
      let child = YAMLValue(node: value, path: path(of: name), file: file, log: log)
      entries.append((name, child))
    }
    return YAMLMapping(entries: entries, place: self)
  }

  private func keyLine(of key: String) -> Int? {
    node.mapping?.first { $0.key.scalar?.string == key }?.key.mark?.line
  }
}
