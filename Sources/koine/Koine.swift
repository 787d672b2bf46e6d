import ArgumentParser
import Foundation
import KoineExperiments
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

  // Not the parser's own, which would have to know the version, and so read the whole program, always.
  @Flag(help: "Print the version, which stored runs bear too.")
  var version = false

  func run() throws {
    guard version else { throw CleanExit.helpRequest(self) }
    print("koine \(ProgramVersion.current)")
  }

  /// Parses and runs; wrong input, and output that cannot be written, end with exit code 2, as
  /// ``InputFailure`` says.
  static func main() {
    StandardOutput.reserveClosedStreams()
    // A file that may not grow is an error of writing, which says where, and no death without words.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try CommandName.check(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try InputRecord.$current.withValue(InputRecord()) { try command.run() }
    } catch {
      InputFailure.exit(with: error)
    }
    InputFailure.leave(0)
  }
}
