import KoineModel
import KoinePerformance
import KoineReports

/// Fills the rows of `koine topology show --serving`, one per kind of chip.
struct ServingTable {
  let model: NeuralModel
  let options: ServingOptions

  /// - Parameter chips: kinds of chips, each with how many there are and what connects them.
  func report(of chips: [(Chip, ServingSite)], place: String) -> ServingReport {
    ServingReport(
      title: "Serving \(model.name) on \(place)",
      subtitle: "prompts of \(grouped(options.prompt)) tokens, outputs of "
        + "\(grouped(options.output)); one replica; \(options.precision.rawValue) products",
      rows: chips.map { row($0, on: $1) })
  }

  private var request: ReplicaRequest {
    ReplicaRequest(
      accelerators: options.replica ?? 0, precision: options.precision, bits: options.bits,
      fallsBack: options.fallBack)
  }

  private func row(_ chip: Chip, on site: ServingSite) -> ServingRow {
    var row = ServingRow(chip: chip.key)
    let work = ServingWork(
      model: model, promptTokens: options.prompt, outputTokens: options.output)
    let promises = ServiceObjectives(
      timeToFirstToken_s: options.ttft, timePerOutputToken_s: options.tpot)
    do throws(ServingRefusal) {
      let capacity = try ServingCapacity(
        chip, request, work, objectives: promises, on: site)
      row.estimates = capacity.estimates
      row.reason = capacity.reason
      let point = capacity.full
      row.result = ServingRow.Result(
        accelerators: capacity.replica.accelerators, stages: capacity.replica.stages,
        batch: point.batch,
        limit: words(capacity.limit), bound: point.step.bound.rawValue,
        timeToFirstToken_s: point.timeToFirstToken_s,
        timePerOutputToken_s: work.isGenerative ? point.timePerOutputToken_s : nil,
        requests_per_s: point.requests_per_s,
        outputTokens_per_s: work.isGenerative ? point.outputTokens_per_s : nil)
    } catch {
      row.refusal = error.description
    }
    return row
  }

  private func words(_ limit: BatchLimit) -> String {
    switch limit {
    case .memory: "memory"
    case .timeToFirstToken: "TTFT"
    case .timePerOutputToken: "TPOT"
    case .maximum: "1,024"
    }
  }
}
