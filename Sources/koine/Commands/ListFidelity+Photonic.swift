import KoineModel
import KoinePerformance
import KoineReports

extension ListFidelity {
  /// What papers print about photonic cards.
  static func photonic(_ chips: [Chip]) -> FidelityReport.Section {
    let rows = PublishedPhotonics.all(chips).map { figure in
      FidelityReport.Row(
        subject: figure.chip, work: figure.work, form: figure.figure, detail: "",
        published: figure.published, predicted: figure.predicted, source: figure.source)
    }
    return FidelityReport.Section(
      title: "Photonic cards", unit: "each in its own unit", limit: 0.001, rows: rows)
  }
}
