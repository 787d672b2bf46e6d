import ArgumentParser
import Foundation
import KoineFormats
import KoineModel

/// `koine topology`: everything about topology files.
struct TopologyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Checks, shows, imports and exports descriptions of clusters.",
    discussion: "Example: koine topology show shanghai-mixed",
    subcommands: [TopologyCheck.self])
}

/// `koine topology check`.
struct TopologyCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads topology files and prints every problem found in them.",
    discussion: "Example: koine topology check my-cluster.yaml")

  @Argument(help: "Topology files, or names of shipped clusters.")
  var topologies: [String]

  func run() throws {
    let resolver = TopologyResolver.ofProcess()
    var problems: [Diagnostic] = []
    for argument in topologies {
      do throws(InputError) {
        print(try resolver.check(argument))
      } catch {
        problems += error.diagnostics
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
  }
}
