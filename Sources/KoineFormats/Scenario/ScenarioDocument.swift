import Foundation
import KoineModel
import Yams

/// A scenario as text, from which scenarios with some values changed are read.
///
/// Settings work on the document, so that every key that ``ScenarioReader`` knows can be varied.
public struct ScenarioDocument: Sendable {
  /// The file, or what stands for it where there is none.
  public let name: String
  /// Where relative paths start; empty for the current folder.
  public let folder: String
  let text: String
  /// Whether `text` is a file's, with lines that a user knows.
  private let isFile: Bool
  /// Where the topology is named around which the scenario is made, if a file names it.
  var subjectPlace: InputPlace?
  /// The key of the file under which the scenario stands; `nil` for the whole file.
  let inner: String?

  /// The scenario file that `subject` names, or an empty scenario around the topology it names.
  ///
  /// - Throws: that the file cannot be read.
  public init(subject: String?) throws(InputError) {
    if let subject, ScenarioReader.isScenario(path: subject) {
      name = subject
      folder = (subject as NSString).deletingLastPathComponent
      text = try InputText.read(subject)
      isFile = true
    } else {
      isFile = false
      name = subject ?? "the default scenario"
      folder = ""
      text = subject.map { "topology: " + DocumentTree.quoted($0) } ?? ""
    }
    inner = nil
  }

  /// A scenario that is in memory; relative paths in it start at the current folder.
  public init(text: String, name: String) {
    self.name = name
    folder = ""
    inner = nil
    isFile = false
    self.text = text
  }

  init(text: String, name: String, folder: String, inner: String) {
    self.name = name
    self.folder = folder
    isFile = true
    self.text = text
    self.inner = inner
  }

  /// The scenario with `settings` applied one after the other, a policy before its parts and those
  /// before their parameters.
  ///
  /// - Throws: every problem of the file and of the settings, those of a setting at its origin.
  public func scenario(
    _ settings: [ScenarioSetting] = [], _ vocabulary: PolicyVocabulary
  ) throws(InputError) -> Scenario {
    let root = try root(settings)
    do throws(InputError) {
      var scenario = try ScenarioReader(vocabulary).scenario(root, folder: folder)
      scenario.places = scenario.places.compactMapValues { place(of: $0, settings) }
      return scenario
    } catch {
      throw InputError(error.diagnostics.map { located($0, settings) })
    }
  }

  /// Every value of the scenario by its path, sorted by path: equal for documents that say the same.
  ///
  /// - Throws: a syntax error of the file or of a setting.
  public func leaves(_ settings: [ScenarioSetting] = []) throws(InputError) -> [ScenarioLeaf] {
    var leaves: [ScenarioLeaf] = []
    try root(settings).node.collectLeaves(path: "", into: &leaves)
    return leaves.sorted { $0.path < $1.path }
  }

  /// The file that a value of the scenario names, if it names one: beside the scenario, or from the
  /// current folder.
  public func file(named value: String) -> String? {
    let candidates =
      value.hasPrefix("/") || folder.isEmpty ? [value] : [folder + "/" + value, value]
    return candidates.first { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  func root(_ settings: [ScenarioSetting]) throws(InputError) -> YAMLValue {
    var node = Node([(Node, Node)]())
    if text.contains(where: { !$0.isWhitespace }) {
      node = try YAMLDocument.parse(text, file: name).node
      if let inner { node = node.mapping?[Node(inner)] ?? Node([(Node, Node)]()) }
    }
    var problems: [Diagnostic] = []
    for setting in settings.inOrder {
      _ = collect(&problems) { () throws(InputError) in try node.apply(setting) }
    }
    if !problems.isEmpty { throw InputError(problems) }
    return YAMLValue(node: node, path: "", file: name, log: DiagnosticLog())
  }

  /// The place, or that of the setting that filled it; `nil` if the document is no file.
  private func place(of place: InputPlace, _ settings: [ScenarioSetting]) -> InputPlace? {
    let original = Diagnostic(file: place.file, line: place.line, key: place.key, .missingKey)
    let found = located(original, settings)
    if found == original && !isFile { return subjectPlace }
    // Several settings make a policy together: no single one is where its parts contradict each other.
    if found != original && place.key == "policy" { return nil }
    return InputPlace(file: found.file, line: found.line, key: place.key)
  }

  /// The problem where the setting was asked for, if it is one of a setting.
  private func located(_ problem: Diagnostic, _ settings: [ScenarioSetting]) -> Diagnostic {
    guard let key = problem.key else { return problem }
    let cause = settings.last { setting in
      key == setting.key || setting.key.hasPrefix(key + ".")
        || key.hasPrefix(setting.key + ".") || key.hasPrefix(setting.key + "[")
    }
    guard let cause else { return problem }
    var problem = problem
    problem.file = cause.origin
    problem.line = nil
    return problem
  }
}

/// A value of a scenario that holds no others.
public struct ScenarioLeaf: Hashable, Sendable {
  public var path: String
  /// Equal for numbers that are written in two ways.
  public var text: String
  /// As the document has it: the name of a file may look like a number.
  public var written: String
}

extension Node {
  fileprivate func collectLeaves(path: String, into leaves: inout [ScenarioLeaf]) {
    switch self {
    case .mapping(let mapping):
      for (key, value) in mapping {
        let name = key.scalar?.string ?? ""
        value.collectLeaves(path: path.isEmpty ? name : "\(path).\(name)", into: &leaves)
      }
    case .sequence(let entries):
      for (index, entry) in entries.enumerated() {
        entry.collectLeaves(path: "\(path)[\(index)]", into: &leaves)
      }
    case .scalar(let scalar):
      if YAMLDocument.isNull(self) { return }
      // 0.90 and 9e-1 are the same number.
      let isText = scalar.style == .doubleQuoted || scalar.style == .singleQuoted
      let text = isText ? scalar.string : ScenarioSetting.shortest(scalar.string, key: path)
      leaves.append(ScenarioLeaf(path: path, text: text, written: scalar.string))
    case .alias: break
    }
  }
}
