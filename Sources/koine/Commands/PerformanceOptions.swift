public import ArgumentParser
import KoineFormats
import KoineModel
import KoinePerformance

extension Recomputation: ExpressibleByArgument {}

/// - Throws: the first option whose number is no count.
func requireCounts(_ options: [(name: String, value: Int?)]) throws {
  for (name, value) in options {
    if let value, value < 1 || value > 100_000_000 {
      throw ValidationError("\(name) \(value) is not a number from 1 to 100000000.")
    }
  }
}

/// What to train and how, for `koine topology show --performance`.
struct PerformanceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show how fast the chips train MODEL: a file, or a name of koine list models.",
      valueName: "model"))
  var performance: String?

  @Option(help: ArgumentHelp("With --performance: only this chip, in servers.", valueName: "key"))
  var chip: String?

  @Option(
    help: ArgumentHelp("With --performance: accelerators of each kind at most.", valueName: "N"))
  var accelerators: Int?

  @Option(
    help: ArgumentHelp(
      "With --performance: this plan, such as TP2PP4DP8EP2, not the best one.", valueName: "plan"))
  var plan: String?

  @Option(help: ArgumentHelp("Sequences of a pass, with --plan.", valueName: "N"))
  var microBatch = 1

  @Option(help: ArgumentHelp("Sequences of a step; of 4 million tokens if absent.", valueName: "N"))
  var globalBatch: Int?

  @Option(help: ArgumentHelp("Tokens of a sequence; the model's if absent.", valueName: "N"))
  var sequence: Int?

  @Option(help: "What the backward pass computes again, with --plan: none, selective or full.")
  var recompute = Recomputation.none

  @Option(help: ArgumentHelp("ZeRO stage, 0 to 3, with --plan.", valueName: "stage"))
  var zero = 1

  @Flag(
    inversion: .prefixedNo,
    help: "Split norms and residuals over the tensor ranks too, with --plan.")
  var sequenceParallel = true

  @Flag(help: "Run data-parallel communication beside the backward pass, with --plan.")
  var overlap = false

  /// Tokens of a step where nobody says: what the reports of large runs have.
  private static let tokensOfStep = 4_194_304

  func sequenceLength(of model: NeuralModel) -> Int { sequence ?? model.sequenceLength }

  func batch(of model: NeuralModel) -> Int {
    globalBatch ?? Self.batch(ofSequences: sequenceLength(of: model))
  }

  /// Sequences of the usual step, in four binary digits: a number such as 9,362 = 2 x 31 x 151 would
  /// leave data parallelism hardly a degree.
  static func batch(ofSequences tokens: Int) -> Int {
    let exact = max(1, tokensOfStep / tokens)
    let unit = 1 << max(0, Int.bitWidth - 1 - exact.leadingZeroBitCount - 3)
    return (exact + unit / 2) / unit * unit
  }

  /// The plan that was asked for, or `nil` for the best.
  ///
  /// - Throws: that the text is no plan.
  func plan(for model: NeuralModel) throws -> TrainingPlan? {
    guard let text = plan else { return nil }
    var result = TrainingPlan(
      globalBatch: batch(of: model), sequenceLength: sequenceLength(of: model))
    guard result.setDegrees(text) else {
      throw InputError(
        Diagnostic(
          file: "--plan", .wrongType(found: "'\(text)'", expected: "degrees such as TP2PP4DP8EP2")))
    }
    result.microBatch = microBatch
    result.recomputation = recompute
    result.isSequenceParallel = sequenceParallel
    result.overlapsData = overlap
    result.sharding = OptimizerSharding(rawValue: zero) ?? .optimizer
    return result
  }

  func validate() throws {
    let numbers = [
      ("--accelerators", accelerators), ("--micro-batch", microBatch),
      ("--global-batch", globalBatch), ("--sequence", sequence),
    ]
    try requireCounts(numbers)
    if OptimizerSharding(rawValue: zero) == nil {
      throw ValidationError("--zero \(zero) is not a stage from 0 to 3.")
    }
    let others = [chip, plan].contains { $0 != nil } || accelerators != nil
    if performance == nil && others {
      throw ValidationError("--chip, --plan and --accelerators need --performance.")
    }
  }
}
