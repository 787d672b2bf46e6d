import Foundation
import KoineFormats

/// Where the tests find what is in the repository and beside it.
enum TopologyPaths {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let resolver = TopologyResolver(catalogue: root + "/Topologies")
  static let corpora = root + "/Tests/KoineFormatsTests/Corpora/topology"

  /// The folder of traces, which is no part of the repository.
  static let traces =
    (ProcessInfo.processInfo.environment["KOINE_SHARED"] ?? root + "/../shared") + "/traces"

  static var hasTraces: Bool { FileManager.default.fileExists(atPath: traces + "/openb") }

  /// Files below `folder`, sorted, without those that hold expectations.
  static func files(in folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.contains(".") && !$0.hasSuffix(".expected") }.sorted()
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// What a reading of a corpus file prints, paths counted from the corpus.
  static func outcome(of file: String, in folder: String) -> String {
    let path = "\(folder)/\(file)"
    var lines: [String]
    do throws(InputError) {
      lines = [try resolver.check(path)]
    } catch {
      lines = error.diagnostics.map(\.description)
    }
    return lines.map { $0.replacingOccurrences(of: folder + "/", with: "") + "\n" }.joined()
  }
}
