import ArgumentParser

/// `koine list`: what the program knows by name.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists what the program knows by name.",
    discussion: "Example: koine list chips --format json",
    subcommands: [
      ListChips.self, ListNodes.self, ListModels.self, ListPolicies.self, ListMetrics.self,
      ListFormats.self, ListWorkloads.self, ListFidelity.self,
    ])
}

/// How a command prints its results.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}
