import Foundation
import Yams

extension ScenarioDocument {
  /// Settings of which one would undo another, so that its values would be read and never used.
  ///
  /// What counts is what a key sets, not how it is spelt: `backfill` and `policy.backfill`, `place` and
  /// `placement`, `services.chat` and `services[0]` are one.
  ///
  /// - Parameters:
  ///   - base: settings of all runs alike, which may undo each other: the last counts.
  ///   - varied: one setting of each key that differs between runs, or is given for some of them.
  /// - Complexity: O(settings²).
  public func conflicts(base: [ScenarioSetting] = [], _ varied: [ScenarioSetting]) -> [Diagnostic] {
    let keys = (base + varied).enumerated().map { (setting: $1, isBase: $0 < base.count) }
    let inOrder = ScenarioSetting.Rank.allCases.flatMap { rank in
      keys.filter { $0.setting.rank == rank }
    }
    let root = try? root([])
    let paths = inOrder.map { Self.meaning(of: $0.setting.key, in: root?.node) }
    var problems: [Diagnostic] = []
    for (later, path) in paths.enumerated() {
      let undone = paths[..<later].indices.first { earlier in
        paths[earlier].starts(with: path)
          && !(inOrder[earlier].isBase && inOrder[later].isBase)
      }
      guard let undone else { continue }
      let (first, second) = (inOrder[undone].setting, inOrder[later].setting)
      problems.append(Self.conflict(first, second, areEqual: paths[undone] == path))
    }
    return problems
  }

  private static func conflict(
    _ first: ScenarioSetting, _ second: ScenarioSetting, areEqual: Bool
  ) -> Diagnostic {
    if first.key == second.key && first.origin == second.origin {
      return Diagnostic(file: second.origin, .duplicateName(kind: "key", found: second.key))
    }
    if !areEqual {
      return Diagnostic(
        file: first.origin, key: first.key,
        .conflict("would be replaced by '\(second.key)' of \(second.origin): give one of them"))
    }
    return Diagnostic(
      file: second.origin, key: second.key,
      .conflict("sets the same as '\(first.key)' of \(first.origin): give one of them"))
  }

  /// Points that are there twice, however their keys are spelt.
  ///
  /// - Complexity: O(settings).
  func repetitions(of points: [[ScenarioSetting]]) -> [Diagnostic] {
    let root = try? root([])
    var seen: Set<[[String]]> = []
    return points.compactMap { point in
      let meaning = point.map { Self.meaning(of: $0.key, in: root?.node) + [$0.value] }
      guard !seen.insert(meaning.sorted { $0.lexicographicallyPrecedes($1) }).inserted else {
        return nil
      }
      let text = point.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
      return Diagnostic(
        file: point.first?.origin ?? name, .duplicateName(kind: "point", found: "{\(text)}"))
    }
  }

  /// What a key of a setting sets, as keys from the root: the same for all its spellings.
  static func meaning(of key: String, in root: Node? = nil) -> [String] {
    var path = Node.path(of: key)
    if path.count == 1, Node.policyParts.contains(path[0]) { path.insert("policy", at: 0) }
    if path.count == 1, path[0] == "parameters" { path.insert("policy", at: 0) }
    if path.count == 2, path[0] == "policy" { path[1] = Node.longName(path[1]) }
    if path.count == 3, path.starts(with: ["policy", "parameters"]) {
      let names = path[2].split(separator: ".", maxSplits: 1).map(String.init)
      path[2] = ([Node.longName(names.first ?? "")] + names.dropFirst()).joined(separator: ".")
    }
    if path == ["fleet", "year"] { return ["fleet", "domestic"] }
    return placed(path[...], in: root)
  }

  /// Entries of lists by their place, also where they are named.
  private static func placed(_ path: ArraySlice<String>, in node: Node?) -> [String] {
    guard let first = path.first else { return [] }
    let rest = path.dropFirst()
    if case .sequence(let entries)? = node {
      let named = entries.firstIndex { $0.mapping?["name"]?.scalar?.string == first }
      guard let index = named ?? Int(first), entries.indices.contains(index) else {
        return Array(path)
      }
      return ["\(index)"] + placed(rest, in: entries[index])
    }
    return [first] + placed(rest, in: node?.mapping?[Node(first)])
  }
}

extension ScenarioDocument {
  /// A setting of the command line, whose relative paths start at the current folder, as those of all other
  /// arguments do: where a file of that name is beside the scenario too, the path becomes absolute.
  public func fromCurrentFolder(_ setting: ScenarioSetting) -> ScenarioSetting {
    let names = ["topology", "workload", "faults", "pair_speeds", "services", "queues"]
    let value = setting.value
    guard !folder.isEmpty, !value.isEmpty, !value.hasPrefix("/"), names.contains(setting.key),
      let here = Self.file(value), let beside = Self.file(folder + "/" + value), here != beside
    else { return setting }
    var moved = setting
    moved.value = here
    return moved
  }

  /// The one path of a file; `nil` where there is none.
  private static func file(_ path: String) -> String? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
    else { return nil }
    return URL(filePath: path).resolvingSymlinksInPath().path
  }
}
