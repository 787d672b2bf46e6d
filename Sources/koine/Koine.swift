import ArgumentParser

@main
struct Koine: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "koine",
    abstract: "Simulates clusters of unlike AI chips and reports where their time went.",
    subcommands: [])
}
