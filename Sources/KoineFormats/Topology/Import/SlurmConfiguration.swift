public import KoineModel

/// Reads a cluster from Slurm's `slurm.conf` and, where given, `gres.conf` and `topology.conf`.
///
/// Lines are told apart by their first key, so that the order of the files does not matter. Options
/// that say nothing about machines are left alone.
public struct SlurmConfiguration {
  let log = DiagnosticLog()
  let catalogue: Catalogue
  /// What a node line says, by node, in the order of the files.
  var nodes: [(name: String, settings: NodeSettings)] = []
  /// Type and count of accelerators that `gres.conf` gives, by node; the empty name is every node.
  var resources: [String: [Resource]] = [:]
  /// The leaf switch of a node: its rack.
  var racks: [String: String] = [:]
  private var defaults = NodeSettings()

  struct Resource: Hashable {
    var type: String?
    var count: Int
  }

  struct NodeSettings {
    var file = ""
    var line = 0
    var cpus: Int?
    var boards: Int?
    var sockets: Int?
    var cores: Int?
    var threads: Int?
    var memory_mib: Int?
    var resources: [Resource]?
  }

  /// The cluster that the files describe together.
  ///
  /// - Throws: every problem of the files.
  public static func topology(
    files: [(path: String, text: String)], catalogue: Catalogue
  ) throws(InputError) -> Topology {
    var configuration = SlurmConfiguration(catalogue: catalogue)
    for (path, text) in files {
      for line in SlurmLine.lines(of: text) { configuration.read(line, file: path) }
    }
    return try configuration.assemble(file: files.first?.path ?? "slurm.conf")
  }

  init(catalogue: Catalogue) { self.catalogue = catalogue }

  private mutating func read(_ line: SlurmLine, file: String) {
    switch line.fields[0].key {
    case "nodename" where line["name"] != nil: readResource(line, file: file)
    case "name", "autodetect": readResource(line, file: file)
    case "nodename": readNodes(line, file: file)
    case "switchname": readSwitch(line, file: file)
    case "include":
      report(
        .conflict("included files are not read: give them as arguments too"), "Include", line, file)
    default: break
    }
  }

  private mutating func readNodes(_ line: SlurmLine, file: String) {
    var settings = defaults
    settings.file = file
    settings.line = line.line
    let limit = NodeGroup.limit
    settings.cpus = integer("CPUs", line, file, 1...limit) ?? settings.cpus
    settings.boards = integer("Boards", line, file, 1...1024) ?? settings.boards
    settings.sockets =
      integer("SocketsPerBoard", line, file, 1...1024)
      ?? integer("Sockets", line, file, 1...1024) ?? settings.sockets
    settings.cores = integer("CoresPerSocket", line, file, 1...4096) ?? settings.cores
    settings.threads = integer("ThreadsPerCore", line, file, 1...64) ?? settings.threads
    settings.memory_mib =
      integer("RealMemory", line, file, 1...10_000_000_000) ?? settings.memory_mib
    if let value = line["gres"] { settings.resources = resources(value, line, file) }
    if line["nodename"]?.uppercased() == "DEFAULT" {
      defaults = settings
      return
    }
    for name in names("NodeName", line, file) { nodes.append((name, settings)) }
  }

  private mutating func readResource(_ line: SlurmLine, file: String) {
    guard line["name"]?.lowercased() == "gpu" else { return }
    var count = integer("Count", line, file, 1...1024) ?? 1
    if line["count"] == nil, let device = line["file"] {
      do throws(HostList.Problem) {
        count = try HostList.expand(device, limit: 1024).count
      } catch {
        report(.wrongType(found: "'\(device)'", expected: "device files"), "File", line, file)
      }
    }
    let resource = Resource(type: line["type"].map(String.init), count: count)
    for name in line["nodename"] == nil ? [""] : names("NodeName", line, file) {
      resources[name, default: []].append(resource)
    }
  }

  private mutating func readSwitch(_ line: SlurmLine, file: String) {
    guard let name = line["switchname"], line["nodes"] != nil else { return }
    for node in names("Nodes", line, file) { racks[node] = String(name) }
  }

  func report(_ problem: InputProblem, _ key: String, _ line: SlurmLine, _ file: String) {
    log.add(Diagnostic(file: file, line: line.line, key: key, problem))
  }
}
