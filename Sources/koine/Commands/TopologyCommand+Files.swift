public import ArgumentParser
public import KoineFormats
import KoineModel

extension TopologyFormat: ExpressibleByArgument {}

/// `koine topology import`.
struct TopologyImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turns another program's list of machines into a topology file.",
    discussion: """
      Example: koine topology import --from slurm slurm.conf gres.conf >my-cluster.yaml
      """)

  @Option(
    help: "What the files are: openb, pai, slurm, kubernetes or koine. Recognised if not given.")
  var from: TopologyFormat?

  @Argument(help: "The list, or for slurm the files slurm.conf, gres.conf, topology.conf.")
  var files: [String]

  func run() throws {
    let resolver = TopologyResolver.ofProcess()
    let catalogue = try resolver.loadCatalogue()
    let topology = try resolver.topology(importing: files, from: from, catalogue)
    // Behind the first line, which tells editors the schema.
    let lines = TopologyWriter.yaml(topology).split(separator: "\n", maxSplits: 1)
    let comments = UnknownChips(topology, catalogue).advice.map { "# \($0)\n" }.joined()
    print("\(lines[0])\n\(comments)\(lines[1])", terminator: "")
  }
}

/// `koine topology export`.
struct TopologyExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a cluster with all it uses as one file that stands alone.",
    discussion: "Example: koine topology export lightsphere --to json >lightsphere.json")

  /// The kinds of file that can be written.
  enum Target: String, CaseIterable, ExpressibleByArgument {
    case yaml, json
  }

  @Argument(help: "A topology file, the name of a shipped cluster, or flat:N.")
  var topology: String

  @Option(help: "What to write: yaml or json.")
  var to = Target.yaml

  @Option(help: ArgumentHelp("Take N times the nodes of each group.", valueName: "N"))
  var scale = 1

  func run() throws {
    let cluster = try TopologyResolver.ofProcess().topology(topology, scale: scale)
    let text = to == .yaml ? TopologyWriter.yaml(cluster) : TopologyWriter.json(cluster)
    print(text, terminator: "")
  }
}
