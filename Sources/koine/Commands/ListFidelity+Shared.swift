import KoineEngine
import KoineFormats
import KoineModel
import KoinePerformance
import KoinePolicies
import KoineReports

/// What needs data that are not part of the program: measured layers and traces.
extension ListFidelity {
  /// What is printed in the place of these tables where nobody says where the data are.
  static let missing = """
    Not shown: training on mixed chips, which needs the layer profiles of eth-easl/sailor, and optical \
    domains, which need the fault trace of InfiniteHBD: give their folder with --shared.
    """

  /// - Throws: every file of the folder that is missing or wrong.
  static func sections(
    from shared: String, _ resolver: TopologyResolver
  ) throws(InputError) -> [FidelityReport.Section] {
    var problems: [Diagnostic] = []
    let found = [
      collect(&problems) { () throws(InputError) in try mixtures(shared) },
      collect(&problems) { () throws(InputError) in try waste(shared, resolver) },
    ]
    if !problems.isEmpty { throw InputError(problems) }
    return found.compactMap { $0 }
  }

  /// Iterations on chips of one and of several kinds, from measured layers.
  ///
  /// - Throws: every profile that cannot be read.
  static func mixtures(_ shared: String) throws(InputError) -> FidelityReport.Section {
    var problems: [Diagnostic] = []
    let profiles = MeasuredMixture.kinds.compactMap { kind in
      collect(&problems) { () throws(InputError) in
        try LayerProfileReader().profile(
          path: "\(shared)/facts/layer_profiles/OPT-350_\(kind).json")
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    let costs = MeasuredMixture.costs(profiles)
    let rows = MeasuredMixture.sailor.map { row(of: $0, costs) }
    return FidelityReport.Section(
      title: "Training from measured layers", unit: "ms an iteration", limit: 0.12, rows: rows)
  }

  private static func row(
    of run: MeasuredMixture, _ costs: ProfiledLayerCosts
  ) -> FidelityReport.Row {
    var row = FidelityReport.Row(
      subject: run.chips, work: "OPT-350M x \(run.globalBatch)", form: run.degrees,
      detail: "micro-batch \(run.plan.microBatch)", published: run.iteration_s * 1000,
      predicted: nil,
      source: run.source, reason: run.unmet)
    do throws(MixedRefusal) {
      row.predicted = try run.predicted_s(costs) * 1000
    } catch {
      row.reason = "\(error)"
    }
    return row
  }

  /// Healthy accelerator time of the public fault trace that groups of 32 cannot use.
  ///
  /// - Throws: what is wrong with the trace.
  static func waste(
    _ shared: String, _ resolver: TopologyResolver
  ) throws(InputError) -> FidelityReport.Section {
    let published = [
      ("mesh of 64", 6.22), ("NVL72", 9.93), ("mesh of 128", 5.52), ("K-hop line, K=1", 3.66),
      ("K-hop line, K=2", 0.40), ("K-hop line, K=3", 0.33),
    ]
    let trace = try FaultTraceReader().trace(
      path: "\(shared)/traces/infinitehbd/fault_trace.json")
    let cluster = try resolver.topology("infinitehbd", scale: 1)
    let accelerators = cluster.pools.first.map { cluster.nodeType(of: $0).accelerators } ?? 0
    let recorder = WasteRecorder(
      layouts: ScaleUpLayout.known(accelerators: accelerators), groups: [32],
      accelerators: accelerators)
    let (waste, _) = replay(try trace.schedule(on: cluster).faults, on: cluster, recorder: recorder)
    let rows = published.map { name, percent in
      let layout = waste.layouts.firstIndex { $0.name == name }
      let ratio = layout.flatMap { waste.wasteRatio(layout: $0, group: 0) }
      return FidelityReport.Row(
        subject: name, work: "groups of 32", form: "400 nodes of 8", detail: "",
        published: percent, predicted: ratio.map { $0 * 100 },
        source: "independent replay of stepfun-ai/InfiniteHBD-Trace@7aacdc8",
        reason: ratio == nil ? "no such domain" : nil)
    }
    return FidelityReport.Section(
      title: "Optical and fixed domains under faults", unit: "% of healthy time wasted", limit: 0.1,
      rows: rows, errorsArePoints: true)
  }
}
