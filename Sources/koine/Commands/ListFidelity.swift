import ArgumentParser
import KoineFormats
import KoineModel
import KoinePerformance
import KoineReports

/// `koine list fidelity`.
struct ListFidelity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fidelity",
    abstract: "Lists published measurements beside what is predicted; see docs/fidelity.md.",
    discussion: """
      Examples:
        koine list fidelity --format json
        koine list fidelity --held-out
        koine list fidelity --shared ../shared
      """)

  @Option(
    help: """
      A folder of shared facts and traces, for what needs more than the program carries: mixed chips \
      and optical domains.
      """)
  var shared: String?

  @Flag(
    help: """
      Runs that no figure of the catalogue was set by, and what the other runs would be predicted to \
      reach had they not set any.
      """)
  var heldOut = false

  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() throws {
    let resolver = try TopologyResolver.requiringCatalogue("koine list fidelity")
    var report = FidelityReport([
      try Self.training(resolver), Self.photonic(try resolver.loadCatalogue().chips),
    ])
    if heldOut {
      report = FidelityReport(try Self.heldOut(resolver))
    } else if let shared {
      report.sections += try Self.sections(from: shared, resolver)
    } else {
      report.note = Self.missing
    }
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }

  /// Training runs with a stated plan.
  private static func training(_ resolver: TopologyResolver) throws -> FidelityReport.Section {
    let chips = try resolver.loadCatalogue().chips
    let models = try resolver.loadModels()
    let rows = MeasuredTraining.flagPerf.compactMap { run -> FidelityReport.Row? in
      guard let chip = chips.first(where: { $0.key == run.chip }),
        let model = models.first(where: { $0.key == run.model })
      else { return nil }
      return row(run, chip, model)
    }
    return FidelityReport.Section(
      title: "Training runs", unit: "tokens/s of one accelerator", limit: 0.10, rows: rows)
  }

  static func row(
    _ run: MeasuredTraining, _ chip: Chip, _ model: NeuralModel
  ) -> FidelityReport.Row {
    var row = FidelityReport.Row(
      subject: run.chip, work: run.model, form: run.plan.degrees, detail: run.plan.settings,
      published: run.tokens_per_s_per_accelerator, predicted: nil, source: run.source,
      reason: run.unmet)
    do throws(PerformanceRefusal) {
      row.predicted = try run.predicted(chip: chip, model: model).tokens_per_s_per_accelerator
    } catch {
      row.reason = error.description
    }
    return row
  }
}
