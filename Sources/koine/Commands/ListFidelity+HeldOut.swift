import KoineFormats
import KoineModel
import KoinePerformance
import KoineReports

extension ListFidelity {
  /// What a stranger's run is to be expected to be off by.
  static func heldOut(_ resolver: TopologyResolver) throws -> [FidelityReport.Section] {
    let chips = try resolver.loadCatalogue().chips
    let models = try resolver.loadModels()
    let unit = "tokens/s of one accelerator"
    let others = MeasuredTraining.heldOut.compactMap { run -> FidelityReport.Row? in
      guard let chip = chips.first(where: { $0.key == run.chip }),
        let model = models.first(where: { $0.key == run.model })
      else { return nil }
      return row(run, chip, model)
    }
    let study = HeldOutTraining(
      MeasuredTraining.flagPerf.filter { $0.unmet == nil }, chips: chips, models: models)
    return [
      FidelityReport.Section(
        title: "Training runs that set no figure", unit: unit, limit: 0.20, rows: others),
      FidelityReport.Section(
        title: "With no run of the chip", unit: unit, limit: 0.30,
        rows: study.withoutRuns().map(row)),
      FidelityReport.Section(
        title: "With one run of the chip, the least helpful", unit: unit, limit: 0.20,
        rows: study.withOneRun().filter { $0.predicted != nil }.map(row)),
    ]
  }

  private static func row(_ run: MeasuredTraining, _ predicted: Double?) -> FidelityReport.Row {
    FidelityReport.Row(
      subject: run.chip, work: run.model, form: run.plan.degrees, detail: run.plan.settings,
      published: run.tokens_per_s_per_accelerator, predicted: predicted, source: run.source)
  }
}
