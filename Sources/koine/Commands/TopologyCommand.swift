import ArgumentParser
import Foundation
import KoineFormats
import KoineModel
import KoineReports

/// `koine topology`: everything about descriptions of clusters.
struct TopologyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Checks, shows, imports and exports descriptions of clusters.",
    discussion: "Example: koine topology show shanghai-mixed",
    subcommands: [
      TopologyCheck.self, TopologyShow.self, TopologyImport.self, TopologyExport.self,
      TopologyReplay.self,
    ])
}

/// `koine topology check`.
struct TopologyCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads topology files and prints every problem found in them.",
    discussion: """
      Example: koine topology check my-cluster.yaml
      Files of chips or node types alone will do, and so will the lists that import reads.
      """)

  @Argument(help: "Topology files, or names of shipped clusters.")
  var topologies: [String]

  func run() throws {
    let resolver = TopologyResolver.ofProcess()
    var problems: [Diagnostic] = []
    for argument in topologies {
      do throws(InputError) {
        print(try resolver.check(argument))
      } catch {
        problems += error.diagnostics
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
  }
}

/// `koine topology show`.
struct TopologyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Draws a cluster as a tree, with totals.",
    discussion: "Example: koine topology show shanghai-mixed --scale 5")

  @Argument(help: "A topology file, the name of a shipped cluster, or flat:N.")
  var topology: String

  @Option(help: ArgumentHelp("Take N times the nodes of each group.", valueName: "N"))
  var scale = 1

  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() throws {
    let cluster = try TopologyResolver.ofProcess().topology(topology, scale: scale)
    switch format {
    case .text: print(TopologyReport(cluster, style: .ofStandardOutput()).text, terminator: "")
    case .json: print(TopologyJSON.document(cluster).text)
    }
  }
}
