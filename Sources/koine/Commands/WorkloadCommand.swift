import ArgumentParser

/// `koine workload`: everything about workloads.
struct WorkloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workload",
    abstract: "Describes, generates and imports workloads.",
    discussion: "Example: koine workload describe kalos",
    subcommands: [WorkloadDescribe.self, WorkloadGenerate.self, WorkloadImport.self])
}
