import ArgumentParser
import KoineFormats
import KoineModel
import KoineReports

/// `koine list models`.
struct ListModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Lists the neural networks that jobs can train or serve.",
    discussion: "Example: koine list models --format json")

  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() throws {
    let models = try TopologyResolver.requiringCatalogue("koine list models").loadModels()
    switch format {
    case .text: print(ModelReport.table(models, style: .ofStandardOutput()), terminator: "")
    case .json: print(ModelReport.json(models).text)
    }
  }
}
