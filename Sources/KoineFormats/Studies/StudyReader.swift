import Foundation
import Yams

/// Reads study files: what to run, and over what.
public struct StudyReader {
  static let keys = [
    "title", "about", "sources", "scenario", "vary", "points", "seeds", "seed", "measures",
  ]

  /// Whether the file at `path` describes a study: it has `vary` or `points` at its top level.
  public static func isStudy(path: String) -> Bool {
    guard let text = try? InputText.read(path) else { return false }
    return text.split(whereSeparator: \.isNewline).contains { line in
      line.hasPrefix("vary:") || line.hasPrefix("points:")
    }
  }

  public init() {}

  /// The study in the file at `path`. Relative paths in it start at its folder.
  ///
  /// - Throws: every problem of the file.
  public func study(path: String) throws(InputError) -> Study {
    let text = try InputText.read(path)
    let root = try YAMLDocument.parse(text, file: path)
    let fields = root.mapping(known: Self.keys)
    let scenario = fields?["scenario"]
    var study = Study(try document(scenario, text, path))
    if let fields { read(fields, into: &study) }
    if let scenario, !scenario.isScalar, !scenario.isMapping {
      scenario.report(.wrongType(found: scenario.appearance, expected: "a file or a mapping"))
    }
    if root.log.hasErrors {
      throw InputError(root.log.diagnostics.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }
    return study
  }

  /// The scenario that the study names, or the one that it holds.
  private func document(
    _ value: YAMLValue?, _ text: String, _ path: String
  ) throws(InputError) -> ScenarioDocument {
    let folder = (path as NSString).deletingLastPathComponent
    guard let value else { return try ScenarioDocument(subject: nil) }
    if value.isMapping {
      return ScenarioDocument(text: text, name: path, folder: folder, inner: "scenario")
    }
    guard let name = value.name() else { return try ScenarioDocument(subject: nil) }
    let beside = folder.isEmpty || name.hasPrefix("/") ? name : folder + "/" + name
    let isFile = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    if isFile, ![beside, name].contains(where: { FileManager.default.fileExists(atPath: $0) }) {
      value.report(.unreadable(reason: "there is no file '\(name)'"))
    }
    var document = try ScenarioDocument(
      subject: FileManager.default.fileExists(atPath: beside) ? beside : name)
    document.subjectPlace = value.place
    return document
  }

  private func read(_ fields: YAMLMapping, into study: inout Study) {
    study.title = fields["title"]?.text()
    study.notes = [fields["about"]?.text()].compactMap { $0 }
    study.notes += fields["sources"]?.list()?.compactMap { $0.text() } ?? []
    study.seeds = fields["seeds"]?.integer(in: 1...1_000_000)
    study.firstSeed = fields["seed"]?.integer(in: 0...Int.max).map { UInt64($0) }
    study.measures = fields["measures"]?.names() ?? []
    if let value = fields["measures"] { study.measureOrigin = value.location + ": measures" }
    for (key, value) in fields["vary"]?.mapping()?.entries ?? [] {
      if let axis = axis(key, value) { study.axes.append(axis) }
    }
    for value in fields["points"]?.list() ?? [] {
      let entries = value.mapping()?.entries ?? []
      study.points.append(
        entries.compactMap { key, value in
          value.flowText.map { ScenarioSetting(key, $0, origin: value.location) }
        })
    }
  }

  private func axis(_ key: String, _ value: YAMLValue) -> StudyAxis? {
    if value.isScalar, let text = value.text() {
      do throws(InputError) {
        let values = try StudyAxis.values(
          text, key: value.path, origin: value.file, line: value.line)
        return StudyAxis(key: key, values: values, origin: value.location)
      } catch {
        for problem in error.diagnostics { value.log.add(problem) }
        return nil
      }
    }
    guard let entries = value.list() else { return nil }
    let values = entries.compactMap(\.flowText)
    if values.isEmpty { value.report(.empty(what: "values")) }
    if let problem = StudyAxis.repetition(in: values, key: key) { value.report(problem) }
    return StudyAxis(key: key, values: values, origin: value.location)
  }
}

extension YAMLValue {
  fileprivate var location: String { line.map { "\(file):\($0)" } ?? file }

  /// The value on one line of YAML.
  fileprivate var flowText: String? {
    if let text = plainText { return text }
    return node.flowText
  }
}

extension Node {
  fileprivate var flowText: String {
    switch self {
    case .scalar(let scalar): DocumentTree.quoted(scalar.string)
    case .sequence(let entries): "[" + entries.map(\.flowScalar).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{" + mapping.map { "\($0.key.flowText): \($0.value.flowScalar)" }.joined(separator: ", ")
        + "}"
    case .alias: ""
    }
  }

  /// Plain scalars stay plain, so that numbers stay numbers.
  fileprivate var flowScalar: String {
    if let scalar, scalar.style == .plain || scalar.style == .any { return scalar.string }
    return flowText
  }
}
