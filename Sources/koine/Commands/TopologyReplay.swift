import ArgumentParser
import KoineEngine
import KoineFormats
import KoineModel
import KoinePolicies
import KoineReports

/// `koine topology replay`: what scale-up domains lose to faults.
struct TopologyReplay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replays node faults and prints what each kind of scale-up domain could not place.",
    discussion: """
      Example: koine topology replay my-cluster.yaml --faults fault_trace.json --group 32,64

      The share of healthy accelerator time that no group of that size could use, for fixed domains, \
      K-hop lines, cubes and any-to-any circuits laid over the nodes of the cluster in their order. \
      Nodes that fill no domain are left out.
      """)

  @Argument(help: "A topology file, the name of a shipped cluster, or flat:N.")
  var topology: String

  @Option(help: "A trace of node faults: the path of a file.")
  var faults: String

  @Option(
    name: .customLong("group"),
    help: "Accelerators of one group, such as a tensor-parallel one; several with commas between.")
  var groups = "32"

  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() throws {
    var problems: [Diagnostic] = []
    let cluster = collect(&problems) { () throws(InputError) in
      try TopologyResolver.ofProcess().topology(topology, scale: 1)
    }
    let trace = collect(&problems) { () throws(InputError) in
      try faultTrace()
    }
    let sizes = collect(&problems) { () throws(InputError) in try groupSizes() }
    guard problems.isEmpty, let cluster, let trace, let sizes else { throw InputError(problems) }
    let accelerators = try acceleratorsPerNode(of: cluster)
    let schedule = try trace.schedule(on: cluster)
    var layouts = ScaleUpLayout.known(accelerators: accelerators)
    if let own = ScaleUpLayout(supernodesOf: cluster) { layouts.insert(own, at: 0) }
    let recorder = WasteRecorder(layouts: layouts, groups: sizes, accelerators: accelerators)
    let (waste, log) = replay(schedule.faults, on: cluster, recorder: recorder)
    let report = ReplayReport(
      topology: cluster, faults: faults, servers: trace.nodeNames.count,
      isSpread: schedule.matching == .spread, log: log, waste: waste)
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }

  private func faultTrace() throws(InputError) -> FaultTrace {
    if case .trace(let trace) = try FaultFile(faults, TopologyResolver.ofProcess()) { return trace }
    throw InputError(
      Diagnostic(
        file: faults,
        .conflict(
          "is a fault model, of how often components fail, for simulate --faults: a replay needs the "
            + "file of a trace, of which nodes failed when")))
  }

  private func groupSizes() throws(InputError) -> [Int] {
    let parts = groups.split(separator: ",", omittingEmptySubsequences: false)
    let sizes = parts.map { Int($0.filter { $0 != " " }) }
    guard sizes.allSatisfy({ $0 != nil && (1...1_000_000).contains($0!) }) else {
      throw InputError(
        Diagnostic(
          file: "--group",
          .wrongType(
            found: "'\(groups)'", expected: "whole numbers from 1 to 1000000, commas between")))
    }
    return sizes.map { $0! }
  }

  private func acceleratorsPerNode(of cluster: Topology) throws(InputError) -> Int {
    let counts = Set(cluster.pools.map { cluster.nodeType(of: $0).accelerators })
    guard counts.count == 1, let count = counts.first, count > 0 else {
      throw InputError(
        Diagnostic(
          file: topology,
          .conflict(
            "has nodes of \(counts.sorted().map(String.init).joined(separator: ", ")) accelerators;"
              + " domains are laid over nodes that all have as many")))
    }
    return count
  }
}
