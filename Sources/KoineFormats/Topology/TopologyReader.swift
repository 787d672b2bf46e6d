import Foundation
public import KoineModel

/// Reads topology files: YAML with includes, over a catalogue of chips and node types.
public struct TopologyReader {
  public var catalogue: Catalogue

  public init(catalogue: Catalogue) { self.catalogue = catalogue }

  /// The cluster that the file at `path` describes.
  ///
  /// - Throws: every problem that one reading finds, in the file and in those it includes.
  public func topology(path: String) throws(InputError) -> Topology {
    let log = DiagnosticLog()
    return try topology(
      root: try TopologyFile(path: path, log: log), path: path, log: log)
  }

  /// The cluster that `text` describes; `file` is what messages call it, and where includes start.
  public func topology(text: String, file: String) throws(InputError) -> Topology {
    let log = DiagnosticLog()
    return try topology(
      root: try TopologyFile(text: text, file: file, log: log), path: file, log: log)
  }

  /// Reads the file at `path` only to see whether it is right. A file of chips and node types
  /// without a cluster will do.
  ///
  /// - Returns: the cluster, or `nil` for a file without one.
  public func check(path: String) throws(InputError) -> Topology? {
    let log = DiagnosticLog()
    let file = try TopologyFile(path: path, log: log)
    let isLibrary =
      !file.hasNodes && !(file.chips.isEmpty && file.nodeTypes.isEmpty && file.regions.isEmpty)
    if !isLibrary { return try topology(root: file, path: path, log: log) }
    let files = collect(from: file, path: path, log: log)
    var assembly = TopologyAssembly(catalogue: catalogue.extended(by: files), name: path)
    for (_, definition) in files.flatMap(\.nodeTypes) { _ = assembly.handle(of: definition) }
    try log.throwIfErrors()
    return nil
  }

  private func topology(
    root: TopologyFile, path: String, log: DiagnosticLog
  ) throws(InputError) -> Topology {
    let files = collect(from: root, path: path, log: log)
    let stem = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    var assembly = TopologyAssembly(
      catalogue: catalogue.extended(by: files), name: root.name ?? stem)
    assembly.topology.summary = root.summary ?? ""
    for file in files { assembly.takeSettings(of: file) }
    for (_, definition) in files.flatMap(\.nodeTypes) { assembly.checkChip(of: definition) }
    for group in files.flatMap(\.groups) { assembly.append(group) }
    if root.root.isMapping && !files.contains(where: \.hasNodes) {
      root.root.log.add(Diagnostic(file: path, key: "nodes", .missingKey))
    } else if assembly.topology.nodeCount == 0 && !log.hasErrors {
      log.add(Diagnostic(file: path, key: "nodes", .empty(what: "nodes")))
    }
    try log.throwIfErrors()
    return assembly.topology
  }
}
