public import KoineModel

/// Why a question about speed has no answer, and the nearest thing that has one.
public enum PerformanceRefusal: Error, Hashable, Sendable {
  /// The catalogue lacks a figure that speed needs.
  case unknownFigure(chip: String, figure: String)
  /// A photonic card without a digital part.
  case computesOnLight(chip: String)
  case precisionNotOffered(chip: String, asked: Precision, offered: [Precision])
  /// `what` of the model or the plan must be a multiple of `by`.
  case doesNotDivide(what: String, count: Int, by: String, value: Int, nearest: Int)
  case tooManyStages(stages: Int, layers: Int)
  case tooManyAccelerators(needed: Int, available: Int)
  case doesNotFit(plan: String, needed_gb: Double, available_gb: Double, nearest: TrainingPlan?)
  /// No plan of those that were tried fits; `fewest` accelerators would hold one.
  case noPlan(
    model: String, accelerators: Int, least_gb: Double, available_gb: Double, fewest: Int?)
  /// No library serves both chips; `nearest` is one of the job's that one of them could work with.
  case cannotTalk(chip: String, other: String, nearest: String?)
  /// No plan over several kinds of chips fits; what training keeps of the model, what they have, and
  /// how many times as many of each would do.
  case noMix(
    model: String, chips: [String], state_gb: Double, available_gb: Double, times: Int?)
}

extension PerformanceRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFigure(let chip, let figure):
      "the speed of \(chip) is unknown: \(figure) is in no source and there is no estimate; "
        + "it can be placed for jobs with a plain duration only"
    case .computesOnLight(let chip):
      "\(chip) multiplies by weights that are set beforehand: it serves models and trains none"
    case .precisionNotOffered(let chip, let asked, let offered):
      "\(chip) states no peak for \(asked.rawValue); it has "
        + offered.map(\.rawValue).joined(separator: ", ")
    case .doesNotDivide(let what, let count, let by, let value, let nearest):
      "\(what) of \(count) cannot be divided by \(by) of \(value); the nearest that divides is "
        + "\(nearest)"
    case .tooManyStages(let stages, let layers):
      "\(stages) pipeline stages are more than the model's \(layers) layers; "
        + "at most \(layers) will do"
    case .tooManyAccelerators(let needed, let available):
      "the plan needs \(needed) accelerators, there are \(available)"
    case .doesNotFit(let plan, let needed, let available, let nearest):
      "\(plan) needs \(gigabytes(needed)) GB of an accelerator that has \(gigabytes(available)) "
        + "GB for it, \(gigabytes(needed - available)) GB too much; "
        + (nearest.map { "\($0.description) fits" } ?? "no plan on as many accelerators fits")
    case .noPlan(let model, let accelerators, let least, let available, let fewest):
      "\(model) fits on \(accelerators) \(accelerators == 1 ? "accelerator" : "accelerators") "
        + "under no plan: the leanest needs \(gigabytes(least)) GB of each, which has "
        + "\(gigabytes(available)) GB for it; "
        + (fewest.map { "\($0) will do" } ?? "no number of them will do")
    case .cannotTalk(let chip, let other, let nearest):
      "\(chip) and \(other) cannot exchange data in one job: no library serves both; "
        + (nearest.map { "\($0) can work with one of them" }
          ?? "each alone can, or say otherwise under compatibility in the topology")
    case .noMix(let model, let chips, let state, let available, let times):
      "\(model) fits \(chips.joined(separator: " with ")) under no plan: weights, gradients and "
        + "optimiser alone are \(gigabytes(state)) GB, and all of them have "
        + "\(gigabytes(available)) GB"
        + (times.map { "; \($0) times as many of each will do" } ?? "")
    }
  }

  private func gigabytes(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths) % 10)"
  }
}
