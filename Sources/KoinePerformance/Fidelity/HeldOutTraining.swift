public import KoineModel

/// How far off the prediction of a stranger's run is to be expected: each run predicted as if its chip
/// had no other run, or one.
public struct HeldOutTraining: Sendable {
  private let runs: [MeasuredTraining]
  private let chips: [String: Chip]
  private let models: [String: NeuralModel]

  /// - Parameter runs: those whose chips and models are not given are left out.
  public init(_ runs: [MeasuredTraining], chips: [Chip], models: [NeuralModel]) {
    self.chips = Dictionary(chips.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    self.models = Dictionary(models.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let known = (self.chips, self.models)
    self.runs = runs.filter { known.0[$0.chip] != nil && known.1[$0.model] != nil }
  }

  /// Tokens a second of each run with none of its chip: shares that runs have set are those that hold
  /// where nobody measured a chip. `nil` where the plan does not fit.
  public func withoutRuns() -> [(run: MeasuredTraining, predicted: Double?)] {
    runs.map { run in
      var chip = chips[run.chip]!
      chip.efficiency = chip.efficiency.filter { $0.value.confidence != .estimate }
      return (run, rate(of: run, on: chip))
    }
  }

  /// Tokens a second of each run with one other run of its chip: from there on, the shares of products
  /// of ``withoutRuns()`` are multiplied by the one factor that meets the other. Of all other runs'
  /// predictions the worst, so that nobody's choice is a lucky one; `nil` where there is none.
  /// - Complexity: O(runs x runs).
  public func withOneRun() -> [(run: MeasuredTraining, predicted: Double?)] {
    let factors = runs.map { factor(meeting: $0) }
    return runs.indices.map { place in
      let run = runs[place]
      let published = run.tokens_per_s_per_accelerator
      let predictions = runs.indices.compactMap { other -> Double? in
        guard other != place, runs[other].chip == run.chip, let factor = factors[other] else {
          return nil
        }
        return rate(of: run, on: unset(run.chip, times: factor))
      }
      return (run, predictions.max { abs($0 / published - 1) < abs($1 / published - 1) })
    }
  }

  /// By how much the shares of products have to be larger for the run to be met.
  private func factor(meeting run: MeasuredTraining) -> Double? {
    var (low, high) = (0.2, 3.0)
    func rate(_ factor: Double) -> Double? {
      self.rate(of: run, on: unset(run.chip, times: factor))
    }
    guard let slow = rate(low), let fast = rate(high),
      (slow...fast).contains(run.tokens_per_s_per_accelerator)
    else { return nil }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if rate(middle) ?? 0 < run.tokens_per_s_per_accelerator {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }

  private func unset(_ key: String, times factor: Double) -> Chip {
    var chip = chips[key]!
    chip.efficiency = chip.efficiency.filter { $0.value.confidence != .estimate }
    for kind in [OperatorClass.gemm, .attention] {
      let share = chip.efficiency[kind]?.value ?? ReachedShare.typical(kind)
      chip.efficiency[kind] = Figure(share * factor, confidence: .estimate, source: "one run")
    }
    return chip
  }

  private func rate(of run: MeasuredTraining, on chip: Chip) -> Double? {
    try? run.predicted(chip: chip, model: models[run.model]!).tokens_per_s_per_accelerator
  }
}
