import ArgumentParser
import Foundation
import KoineEngine
import KoineExperiments
import KoineFormats
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineReports

/// `koine simulate`: the main job.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs a workload on a cluster and reports where the accelerators' time went.",
    discussion: """
      Examples:
        koine simulate
        koine simulate shanghai-mixed --workload kalos --policy easy --place topology
        koine simulate flat:512 --workload trace.swf.gz --policy conservative --format json
        koine simulate my-scenario.yaml --jobs jobs.csv
        koine simulate --policy wfp3 --set order.exponent=2 --set backfill.slack=0.5
        koine simulate --faults stepfun-2024 --recovery save=1min,restore=5min,interval=daly
        koine simulate nodes.csv --workload pods.csv --place fgd --packing 1.3 --seeds 10

      Names: koine list policies, koine list metrics. Times: 3600, 90s, 12h, 7d.
      """)

  @Argument(
    help: "A topology file, the name of a shipped cluster, flat:N, or a scenario file.")
  var subject: String?

  @Option(help: "A preset of the generator, or a trace file, plain or gzip.")
  var workload: String?

  @Option(help: "The format of the trace file; recognised if not given.")
  var workloadFormat: String?

  @OptionGroup var policy: PolicyOptions

  @OptionGroup var packing: PackingOptions

  @Option(help: "Fixes everything random; 1 if not given, with --packing 42.")
  var seed: UInt64?

  @Option(help: "Cut the run off at this time of the workload's clock.")
  var until: String?

  @Option(help: "Write one line per job to this CSV file.")
  var jobs: String?

  @Option(help: "Take every group of nodes this many times.")
  var scale: Int?

  @Option(
    help: """
      What fails: a trace of node faults, a fault model, or the name of a shipped one. Jobs on failed \
      nodes start again, from their last checkpoint.
      """)
  var faults: String?

  @Option(
    help: ArgumentHelp(
      """
      What failures and stops cost jobs; repeatable. \(RecoverySettings.keys.joined(separator: ", ")): \
      times such as 30s, interval a time, none, young or daly, restarts yes, no or a number.
      """, valueName: "key=value,..."))
  var recovery: [String] = []

  @Option(help: "A file of queues with guarantees and limits, of whose quota jobs need some.")
  var queues: String?

  @Option(
    help: ArgumentHelp(
      "What a tenant is entitled to beside the others, for fair-share and drf; may be repeated.",
      valueName: "tenant=weight"))
  var tenantWeight: [String] = []

  @Option(
    help: """
      A table of what is left of the speed of jobs that share accelerators, for allocators that put \
      two on the same: a CSV (chip, accelerators, work, beside, part) or Gavel's JSON.
      """)
  var pairSpeeds: String?

  @Option(
    help: """
      What jobs that name a model do to each other on the uplinks of racks: nothing, a fixed part of \
      each, or shares by max-min fairness.
      """)
  var transfers: TransferChoice?

  @Option(
    help: """
      Which jobs set the circuits of optical supernodes, within their ports and after their delays: \
      those that name a model, all that ask for a supernode, or none; models if not given.
      """)
  var circuits: CircuitChoice?

  @Option(
    help: "Most power that all accelerators may draw, such as 500kW; jobs wait until it is there.")
  var powerCap: String?

  @Option(
    help: """
      Whether linear work of a job that names a model falls back to the digital part where a photonic \
      card has too few bits: yes or no, which refuses it there; yes if not given.
      """)
  var photonicFallback: YesOrNo?

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() throws {
    let progress = Progress()
    defer { progress.clear() }
    progress.show("reading ...")
    let isPacking = try asksForPacking()
    let place = jobs.map { OutputPlace($0, beside: "the report") }
    let inputs = try RunInputs(try plan())
    try place?.probe()
    if !inputs.repairs.isEmpty { progress.clear() }
    InputFailure.report(inputs.repairs)
    if isPacking { return try runPacking(inputs, progress) }
    progress.show("simulating \(grouped(inputs.workload.count)) jobs ...")
    let clock = ContinuousClock()
    let began = clock.now
    let (log, services) = inputs.simulate()
    let wall_s = clock.now - began
    progress.show("reporting ...")
    let workload = log.asRun(inputs.workload)
    let summary = Summary(
      log, workload, on: inputs.topology, wall_s: wall_s / .seconds(1),
      powerLimit: inputs.powerLimit, queues: inputs.queues)
    try place?.write { path throws(OutputError) in
      try JobTableWriter(JobTable(log, workload, on: inputs.topology)).write(to: path)
    }
    progress.clear()
    printReport(
      RunReport(
        run: inputs.description, summary: summary, work: inputs.workNotes(log),
        services: services, queues: inputs.queueUsages(log)))
  }

  private func printReport(_ report: RunReport) {
    switch format {
    case .text:
      print(TerminalReport(report, style: .ofStandardOutput()).text, terminator: "")
    case .json: print(report.json.text)
    }
  }
}

/// The arguments that compose a policy.
struct PolicyOptions: ParsableArguments {
  @Option(name: .customLong("policy"), help: "A named composition, or a policy file.")
  var name: String?

  @Option(help: "Replace the order in which waiting jobs are considered.")
  var order: String?

  @Option(help: "Replace how nodes are chosen.")
  var place: String?

  @Option(help: "Replace which jobs may overtake a blocked one.")
  var backfill: String?

  @Option(help: "Replace which running jobs stop for waiting ones.")
  var preempt: String?

  @Option(help: "Run jobs in rounds, by the shares of time that this gives them.")
  var allocator: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      """
      Set a parameter of the policy; repeatable. There are \(Self.parameters); koine list policies \
      tells their ranges.
      """, valueName: "part.name=value"))
  var set: [String] = []

  /// Every declared parameter and whose it is.
  private static var parameters: String {
    PolicyPart.allCases.flatMap { part in
      part.choices.flatMap { choice in
        choice.parameters.map { "\(part.rawValue).\($0.name) (\(choice.name))" }
      }
    }.joined(separator: ", ")
  }
}

/// A decision as an argument.
enum YesOrNo: String, CaseIterable, ExpressibleByArgument {
  case yes, no
}

/// ``CircuitUsers`` as an argument.
enum CircuitChoice: String, CaseIterable, ExpressibleByArgument {
  case models, all, none

  var users: CircuitUsers { CircuitUsers(rawValue: rawValue)! }
}

/// ``TransferModel`` as an argument.
enum TransferChoice: String, CaseIterable, ExpressibleByArgument {
  case none, fixed, shared

  var model: TransferModel { TransferModel(rawValue: rawValue)! }
}
