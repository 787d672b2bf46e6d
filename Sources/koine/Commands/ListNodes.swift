import ArgumentParser
import KoineFormats
import KoineModel
import KoineReports

/// `koine list nodes`.
struct ListNodes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nodes",
    abstract: "Lists the node types of the catalogue.",
    discussion: "Example: koine list nodes --format json")

  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() throws {
    let nodeTypes = try TopologyResolver.requiringCatalogue("koine list nodes").loadCatalogue()
      .nodeTypes
    switch format {
    case .text:
      print(CatalogueReport.nodeTypes(nodeTypes, style: .ofStandardOutput()), terminator: "")
    case .json: print(CatalogueReport.json(nodeTypes: nodeTypes).text)
    }
  }
}
