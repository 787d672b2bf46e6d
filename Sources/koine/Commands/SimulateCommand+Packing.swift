import ArgumentParser
import KoineEngine
import KoineExperiments
import KoineFormats
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineReports

/// The arguments of a packing study.
struct PackingOptions: ParsableArguments {
  @Option(
    name: .customLong("packing"),
    help: """
      Fill the cluster instead: jobs arrive in random order and stay, until they have asked for \
      this many times its accelerators, such as 1.3.
      """)
  var ratio: Double?

  @Option(help: "With --packing: repeat for this many seeds, from --seed on.")
  var seeds: Int?
}

extension SimulateCommand {
  private static let ratios = 0.01...10.0
  private static let seedCounts = 1...10_000

  /// Whether a packing study is asked for.
  ///
  /// - Throws: every argument of it that is wrong, or that does not go with it.
  func asksForPacking() throws(InputError) -> Bool {
    var problems: [Diagnostic] = []
    if let ratio = packing.ratio, !Self.ratios.contains(ratio) {
      problems.append(
        Diagnostic(
          file: "--packing",
          .outOfRange(found: ratio.description, expected: "a number from 0.01 to 10")))
    }
    if let seeds = packing.seeds, !Self.seedCounts.contains(seeds) {
      problems.append(
        Diagnostic(
          file: "--seeds",
          .outOfRange(found: String(seeds), expected: "a whole number from 1 to 10000")))
    }
    if packing.ratio == nil && packing.seeds != nil {
      problems.append(Diagnostic(file: "--seeds", .conflict("needs --packing")))
    }
    if packing.ratio != nil {
      for (name, value) in [
        ("--until", until), ("--jobs", jobs), ("--power-cap", powerCap),
      ] where value != nil {
        problems.append(
          Diagnostic(file: name, .conflict("has no meaning with --packing: jobs never end")))
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    return packing.ratio != nil
  }

  /// - Throws: whatever of a scenario has no meaning where nothing ends.
  private static func refuseTime(_ plan: RunPlan) throws(InputError) {
    let keys = [
      ("faults", plan.faults != nil), ("recovery", !plan.recovery.isEmpty),
      ("services", !plan.services.isEmpty),
      ("power_cap", plan.powerCap_w != nil),
    ]
    let problems = keys.filter(\.1).map {
      Diagnostic(file: $0.0, .conflict("has no meaning with --packing: jobs never end"))
    }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// Runs the study, seed by seed, and prints it.
  func runPacking(_ inputs: RunInputs, _ progress: Progress) throws(InputError) {
    try Self.refuseTime(inputs.plan)
    let (workload, topology) = (inputs.workload, inputs.topology)
    if !workload.asksForAccelerators || topology.acceleratorCount == 0 {
      let missing = topology.acceleratorCount == 0 ? inputs.topology.name : workload.name
      throw InputError(
        Diagnostic(file: missing, .empty(what: "accelerators, so there is nothing to pack")))
    }
    let arrivals = PackingArrivals(
      ratio: packing.ratio!, accelerators: topology.acceleratorCount)
    let typical = TypicalTasks(workload, on: topology)
    let count = packing.seeds ?? 1
    let curves = (0..<count).map { index in
      progress.show("packing, seed \(index + 1) of \(count) ...")
      let seed = inputs.plan.seed &+ UInt64(index)
      let packed = PackedCluster(
        arrivals.draw(from: workload, on: topology, seed: seed), on: topology,
        placement: inputs.policy.placement, values: inputs.policy.values(of: .placement),
        typical: workload, seed: seed)
      return PackingCurve(
        packed.arrivals, packed.holdings, on: topology, typical: typical,
        limit_percent: Int((arrivals.ratio * 100).rounded()))
    }
    progress.clear()
    let subject = PackingReport.Subject(
      topology: topology.name, workload: workload.name,
      placement: inputs.policy.placement.rawValue, ratio: arrivals.ratio,
      nodes: topology.nodeCount, accelerators: topology.acceleratorCount)
    let report = PackingReport(subject, firstSeed: inputs.plan.seed, curves: curves)
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }
}
