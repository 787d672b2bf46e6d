import Foundation

extension TopologyReader {
  /// The files that `root` includes, deepest first, and `root` itself at the end.
  ///
  /// A file that is included twice by different ways is read once; a cycle is reported.
  func collect(from root: TopologyFile, path: String, log: DiagnosticLog) -> [TopologyFile] {
    var visited: Set<String> = [Self.canonical(path)]
    return collect(root, stack: [path], visited: &visited, log: log)
  }

  private func collect(
    _ file: TopologyFile, stack: [String], visited: inout Set<String>, log: DiagnosticLog
  ) -> [TopologyFile] {
    var files: [TopologyFile] = []
    for include in file.includes {
      guard let name = include.name(), let here = stack.last else { continue }
      let path = Self.resolve(name, from: here)
      let canonical = Self.canonical(path)
      if stack.contains(where: { Self.canonical($0) == canonical }) {
        include.report(.includeCycle(path: stack + [path]))
      } else if !Self.isFile(path) {
        include.report(.unreadable(reason: "no such file '\(path)'"))
      } else if visited.insert(canonical).inserted {
        do throws(InputError) {
          let included = try TopologyFile(path: path, log: log)
          files += collect(included, stack: stack + [path], visited: &visited, log: log)
        } catch {
          for diagnostic in error.diagnostics { log.add(diagnostic) }
        }
      }
    }
    return files + [file]
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }

  /// `name` as seen from the folder of the file `path`.
  private static func resolve(_ name: String, from path: String) -> String {
    if name.hasPrefix("/") { return name }
    guard let slash = path.lastIndex(of: "/") else { return name }
    return String(path[...slash]) + name
  }

  private static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
