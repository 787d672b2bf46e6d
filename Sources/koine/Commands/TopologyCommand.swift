import ArgumentParser
import Foundation
import KoineFormats
import KoineModel
import KoinePerformance
import KoineReports

/// `koine topology`: everything about descriptions of clusters.
struct TopologyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Checks, shows, imports and exports descriptions of clusters.",
    discussion: "Example: koine topology show shanghai-mixed",
    subcommands: [
      TopologyCheck.self, TopologyShow.self, TopologyImport.self, TopologyExport.self,
      TopologyReplay.self,
    ])
}

/// `koine topology check`.
struct TopologyCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads topology files and prints every problem found in them.",
    discussion: """
      Example: koine topology check my-cluster.yaml
      Files of chips or node types alone will do, and so will the lists that import reads.
      """)

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

/// `koine topology show`.
struct TopologyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Draws a cluster as a tree, or says how fast it trains or serves a model.",
    discussion: """
      Example: koine topology show shanghai-mixed --scale 5
      Example: koine topology show --performance llama-3-8b shanghai-mixed
      Example: koine topology show --serving llama-3-8b shanghai-mixed --tpot 0.05
      Without a cluster, --performance takes the chips of the catalogue, in servers of eight.
      """)

  @Argument(help: "A topology file, the name of a shipped cluster, or flat:N.")
  var topology: String?

  @Option(help: ArgumentHelp("Take N times the nodes of each group.", valueName: "N"))
  var scale = 1

  @OptionGroup(title: "Performance") var performance: PerformanceOptions

  @OptionGroup(title: "Serving") var serving: ServingOptions

  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func validate() throws {
    if performance.performance != nil && serving.serving != nil {
      throw ValidationError("--performance and --serving are two questions; ask one.")
    }
    if topology == nil && performance.performance == nil && serving.serving == nil {
      throw ValidationError("Missing expected argument '<topology>'.")
    }
  }

  func run() throws {
    let resolver = TopologyResolver.ofProcess()
    if let model = performance.performance { return try showPerformance(model, resolver) }
    if let model = serving.serving { return try showServing(model, resolver) }
    let cluster = try resolver.topology(topology ?? "", scale: scale)
    switch format {
    case .text: print(TopologyReport(cluster, style: .ofStandardOutput()).text, terminator: "")
    case .json: print(TopologyJSON.document(cluster).text)
    }
  }

  private func showServing(_ name: String, _ resolver: TopologyResolver) throws {
    let table = ServingTable(model: try resolver.model(name), options: serving)
    let precision = serving.precision
    let chips: [(Chip, ServingSite)]
    if let topology {
      let cluster = try resolver.topology(topology, scale: scale)
      chips = cluster.chips.enumerated().map { index, chip in
        (chip, ServingSite(cluster, chip: ChipHandle(index), precision: precision))
      }.filter { $1.most != 0 }
    } else {
      chips = try self.chips(resolver).map {
        ($0, ServingSite.servers(of: $0, precision: precision))
      }
    }
    let report = table.report(of: chips, place: topology ?? "the chips of the catalogue")
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }

  private func showPerformance(_ name: String, _ resolver: TopologyResolver) throws {
    let model = try resolver.model(name)
    _ = try performance.plan(for: model)
    let table = TrainingTable(
      model: model, options: performance, precision: serving.precision)
    let rows: [PerformanceRow]
    if let topology {
      let cluster = try resolver.topology(topology, scale: scale)
      rows = MixedTable(
        model: model, options: performance, topology: cluster, precision: serving.precision
      ).rows(beside: table.rows(of: cluster))
    } else {
      rows = table.rows(of: try chips(resolver))
    }
    try refuseIfNothingRuns(rows)
    let report = PerformanceReport(
      model: model, place: topology ?? "servers of eight",
      sequenceLength: performance.sequenceLength(of: model),
      globalBatch: performance.batch(of: model), rows: rows, precision: serving.precision)
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }

  /// Where nothing that was asked for can run, that is wrong input.
  private func refuseIfNothingRuns(_ rows: [PerformanceRow]) throws {
    if rows.contains(where: { $0.result != nil }) { return }
    let refusals = rows.compactMap { row in
      row.refusal.map { Diagnostic(file: row.name, .conflict($0)) }
    }
    if !refusals.isEmpty { throw InputError(refusals) }
  }

  /// The chip that was asked for, or all of which something is known.
  private func chips(_ resolver: TopologyResolver) throws -> [Chip] {
    let catalogue = try resolver.loadCatalogue()
    guard let name = performance.chip else {
      return catalogue.chips.filter { !$0.peak_tflops.isEmpty && $0.memory_gb != nil }
    }
    let found = catalogue.chips(named: name)
    if !found.isEmpty { return found }
    throw InputError(
      Diagnostic(
        file: "--chip",
        .unknownName(
          kind: "chip", found: name,
          nearest: nearestName(to: name, among: catalogue.chips.map(\.key)))))
  }
}
