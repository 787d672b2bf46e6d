public import ArgumentParser
public import KoineModel

extension Precision: ExpressibleByArgument {}

/// What to serve and how, for `koine topology show --serving`.
struct ServingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show how the chips serve MODEL: a file, or a name of koine list models.",
      valueName: "model"))
  var serving: String?

  @Option(help: ArgumentHelp("With --serving: tokens of a prompt.", valueName: "N"))
  var prompt = 1024

  @Option(
    help: ArgumentHelp(
      "With --serving: tokens of an output; passes for models that generate nothing.",
      valueName: "N"))
  var output = 256

  @Option(help: ArgumentHelp("Longest time to the first token, s.", valueName: "s"))
  var ttft: Double?

  @Option(help: ArgumentHelp("Longest time per output token, s.", valueName: "s"))
  var tpot: Double?

  @Option(
    help: ArgumentHelp("Accelerators of a replica; the fewest that hold it.", valueName: "N"))
  var replica: Int?

  @Option(
    help: "Number format of products, and in serving of weights: fp16, fp8, int8...")
  var precision = Precision.fp16

  @Option(
    help: ArgumentHelp("Bits that results must have on photonic cards.", valueName: "bits"))
  var bits: Double?

  @Flag(help: "Let linear work fall back to the digital part where photonic cards have too few.")
  var fallBack = false

  func validate() throws {
    try requireCounts([("--prompt", prompt), ("--output", output), ("--replica", replica)])
    for (name, value) in [("--ttft", ttft), ("--tpot", tpot), ("--bits", bits)] {
      if let value, !(value > 0) { throw ValidationError("\(name) \(value) is not above 0.") }
    }
    if serving == nil && [ttft, tpot, bits].contains(where: { $0 != nil }) {
      throw ValidationError("--ttft, --tpot and --bits need --serving.")
    }
  }
}
