import ArgumentParser
import KoineFormats
import KoineModel
import KoineReports

/// `koine list chips`.
struct ListChips: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chips",
    abstract: "Lists the chips of the catalogue with their main figures.",
    discussion: "Example: koine list chips --format json")

  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() throws {
    let chips = try TopologyResolver.requiringCatalogue("koine list chips").loadCatalogue().chips
    switch format {
    case .text: print(CatalogueReport.chips(chips, style: .ofStandardOutput()), terminator: "")
    case .json: print(CatalogueReport.json(chips: chips).text)
    }
  }
}
