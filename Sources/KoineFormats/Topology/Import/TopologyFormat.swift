import Foundation
public import KoineModel

/// The kinds of file in which a cluster may be described.
public enum TopologyFormat: String, CaseIterable, Sendable {
  case koine, openb, pai, slurm, kubernetes

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .koine: "Koine's own YAML or JSON"
    case .openb: "node list of the openb trace (Alibaba, 2023), CSV with header"
    case .pai: "machine list of the PAI trace (Alibaba, 2020), CSV without header"
    case .slurm: "slurm.conf, with gres.conf and topology.conf where there are such"
    case .kubernetes: "kubectl get nodes -o json"
    }
  }

  /// Largest file of another program that is read, bytes.
  static let importLimit_bytes = 256 << 20

  /// The format that the beginning of a file looks like; Koine's own where nothing else fits.
  public static func recognise(_ head: String) -> TopologyFormat {
    let lines = head.split(whereSeparator: \.isNewline)
    guard let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }) else { return .koine }
    if first.hasPrefix("sn,cpu_milli,") { return .openb }
    if first.hasPrefix("machine,gpu_type,") { return .pai }
    let fields = first.split(separator: ",", omittingEmptySubsequences: false)
    if fields.count == 5 && fields[2...].allSatisfy({ Int($0) != nil }) { return .pai }
    if first.first(where: { !$0.isWhitespace }) == "{" && head.contains("\"apiVersion\"") {
      return .kubernetes
    }
    let isSlurm = lines.contains { line in
      let start = line.drop(while: \.isWhitespace).prefix(24).lowercased()
      return start.hasPrefix("nodename=") || start.hasPrefix("clustername=")
        || start.hasPrefix("slurmctldhost=")
    }
    return isSlurm ? .slurm : .koine
  }

  /// The format of the file at `path`, by its first 64 KiB; Koine's own where nothing else fits.
  ///
  /// - Throws: that there is no such file.
  public static func recognise(path: String) throws(InputError) -> TopologyFormat {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "no such file")))
    }
    defer { try? handle.close() }
    let head = (try? handle.read(upToCount: 1 << 16)) ?? Data()
    return head.contains(0) ? .koine : recognise(String(decoding: head, as: UTF8.self))
  }

  /// The cluster that files of this format describe together.
  ///
  /// Only Slurm takes several; a `gres.conf` and a `topology.conf` beside a single `slurm.conf` are
  /// read with it.
  /// - Throws: every problem of the files.
  public func topology(paths: [String], catalogue: Catalogue) throws(InputError) -> Topology {
    let path = paths[0]
    if self != .slurm && paths.count > 1 {
      throw InputError(
        Diagnostic(file: paths[1], .conflict("the format \(rawValue) is read from one file")))
    }
    switch self {
    case .koine: return try TopologyReader(catalogue: catalogue).topology(path: path)
    case .openb: return try OpenbNodeList.topology(text: Self.text(path), file: path)
    case .pai: return try PaiMachineList.topology(text: Self.text(path), file: path)
    case .slurm:
      let paths = paths.count == 1 ? Self.withNeighbours(path) : paths
      var files: [(path: String, text: String)] = []
      for path in paths { files.append((path, try Self.text(path))) }
      return try SlurmConfiguration.topology(files: files, catalogue: catalogue)
    case .kubernetes:
      return try KubernetesNodes.topology(
        text: Self.text(path), file: path, catalogue: catalogue)
    }
  }

  private static func text(_ path: String) throws(InputError) -> String {
    try InputText.read(path, limit_bytes: importLimit_bytes)
  }

  private static func withNeighbours(_ path: String) -> [String] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let neighbours = ["gres.conf", "topology.conf"].map { folder + $0 }
    return [path] + neighbours.filter { $0 != path && FileManager.default.fileExists(atPath: $0) }
  }
}
