import ArgumentParser

@main
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "koine-bench",
    abstract: "Measures the engine, each figure beside a bare loop over the same jobs.",
    discussion: """
      One object a line with --format json. Peak memory is the process's, so a benchmark whose memory
      matters is run on its own: `Tools/bench --only memory-10m`.
      """)

  @Option(
    help: "Run one benchmark only: \(Benchmark.allCases.map(\.rawValue).joined(separator: ", ")).")
  var only: Benchmark?

  @Option(help: "text or json.")
  var format: Format = .text

  @Flag(help: "A tenth of the jobs or less: to see that it works, not to quote.")
  var short = false

  enum Format: String, ExpressibleByArgument { case text, json }

  func run() throws {
    if format == .text { print(Measurement.header) }
    for benchmark in only.map({ [$0] }) ?? Benchmark.allCases {
      for measurement in try benchmark.measure(short: short) {
        print(format == .json ? measurement.json : measurement.row)
      }
    }
  }
}

extension Benchmark: ExpressibleByArgument {}
