import ArgumentParser
import KoineFormats

@main
struct Koine: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "koine",
    abstract: "Simulates clusters of unlike AI chips and reports where their time went.",
    subcommands: [
      SimulateCommand.self, CompareCommand.self, SweepCommand.self, TuneCommand.self,
      RunsCommand.self, TopologyCommand.self, WorkloadCommand.self, ListCommand.self,
    ])

  /// Parses and runs; wrong input, and output that cannot be written, end with exit code 2, as
  /// ``InputFailure`` says.
  static func main() {
    StandardOutput.reserveClosedStreams()
    do {
      var command = try parseAsRoot()
      try InputRecord.$current.withValue(InputRecord()) { try command.run() }
    } catch {
      InputFailure.exit(with: error)
    }
    InputFailure.leave(0)
  }
}
