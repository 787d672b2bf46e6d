public import KoineFormats
import KoineModel
public import KoinePerformance
import Synchronization

/// Topologies and workloads that the runs of an experiment share: each is read once, by whichever
/// thread comes first, while the others that want it wait.
public final class InputCache: Sendable {
  public let resolver: TopologyResolver
  /// How fast models run where a run has asked.
  public let speeds = SpeedMemory()
  private let topologies = SharedTable<TopologyKey, Topology>()
  private let workloads: SharedTable<WorkloadKey, LoadedWorkload>
  private let pairTables = SharedTable<String, PairThroughputs>()

  /// - Parameter jobs: jobs of the workloads that are kept at least; those used longest ago go first.
  public init(_ resolver: TopologyResolver = .ofProcess(), jobs: Int = 20_000_000) {
    self.resolver = resolver
    workloads = SharedTable(limit: jobs) { max(1, $0.workload.count) }
  }

  /// The cluster of that name as the plan has it, once.
  ///
  /// - Throws: every problem of its file, and shares that it cannot have.
  func topology(_ name: String, _ plan: RunPlan) throws(InputError) -> Topology {
    let key = TopologyKey(
      name: name, scale: plan.scale, fleet: plan.fleet, oversubscription: plan.oversubscription)
    do throws(InputError) {
      return try topologies.value(key) { () throws(InputError) in try topology(plan, key) }
    } catch {
      // Plans of other scenarios may meet the same refusal elsewhere.
      throw InputError(error.diagnostics.map(plan.placedInFleet))
    }
  }

  private func topology(_ plan: RunPlan, _ key: TopologyKey) throws(InputError) -> Topology {
    guard !key.isPlain else { return try resolver.topology(key.name, scale: key.scale) }
    var plain = plan
    plain.fleet = FleetMix()
    plain.oversubscription = nil
    var topology = try self.topology(key.name, plain)
    do throws(FleetRefusal) {
      topology = try key.fleet.apply(to: topology)
    } catch {
      throw InputError(Diagnostic(error, of: key.name, topology))
    }
    if let ratio = key.oversubscription { topology.fabric.oversubscription = ratio }
    return topology
  }

  /// The table of pairs in a file, once.
  ///
  /// - Throws: every row that cannot be understood.
  func pairs(_ path: String) throws(InputError) -> PairThroughputs {
    try pairTables.value(path) { () throws(InputError) in
      try PairThroughputReader().pairs(path: path)
    }
  }

  /// The workload of a plan on a cluster of so many accelerators, once. Files do not depend on the
  /// seed, and only a load depends on the cluster.
  ///
  /// - Parameter accelerators: `nil` takes the workload whole.
  func workload(_ plan: RunPlan, accelerators: Int?) throws(InputError) -> LoadedWorkload {
    let isPreset = WorkloadPreset(rawValue: plan.workload) != nil
    let selection = accelerators == nil ? WorkloadSelection() : plan.selection
    let key = WorkloadKey(
      name: plan.workload, format: plan.workloadFormat, seed: isPreset ? plan.seed : 0,
      selection: selection, accelerators: selection.load == nil ? 0 : accelerators ?? 0)
    return try workloads.value(key) { () throws(InputError) in
      try isPreset ? preset(plan, key) : file(plan, key)
    }
  }

  /// A generator takes the count and the load itself: it knows how a busier cluster looks.
  private func preset(_ plan: RunPlan, _ key: WorkloadKey) throws(InputError) -> LoadedWorkload {
    var (workload, repairs) = try WorkloadSource.load(
      key.name, seed: plan.seed, jobs: key.selection.jobs, load: key.selection.load,
      accelerators: key.accelerators)
    let window = WorkloadSelection(from: key.selection.from, to: key.selection.to)
    try window.apply(to: &workload, accelerators: key.accelerators)
    return try loaded(workload, repairs, plan)
  }

  private func file(_ plan: RunPlan, _ key: WorkloadKey) throws(InputError) -> LoadedWorkload {
    guard !key.selection.isWhole else {
      let (workload, repairs) = try WorkloadSource.load(key.name, format: key.format)
      return LoadedWorkload(workload: workload, repairs: repairs)
    }
    let whole = try self.workload(plan, accelerators: nil)
    var workload = whole.workload
    try key.selection.apply(to: &workload, accelerators: key.accelerators)
    return try loaded(workload, whole.repairs, plan)
  }

  private func loaded(
    _ workload: Workload, _ repairs: [Diagnostic], _ plan: RunPlan
  ) throws(InputError) -> LoadedWorkload {
    if workload.count == 0 {
      throw InputError(
        Diagnostic(file: plan.workload, .empty(what: "jobs between submit_from and submit_to")))
    }
    return LoadedWorkload(workload: workload, repairs: repairs)
  }

  private struct TopologyKey: Hashable {
    var name: String
    var scale: Int
    var fleet: FleetMix
    var oversubscription: Double?

    var isPlain: Bool { fleet.shares.isEmpty && oversubscription == nil }
  }

  private struct WorkloadKey: Hashable {
    var name: String
    var format: String?
    var seed: UInt64
    var selection: WorkloadSelection
    var accelerators: Int
  }
}

extension Diagnostic {
  /// A refused fleet, under `fleet.KIND` if it is refused for a kind, with what that may be a slip for.
  fileprivate init(_ refusal: FleetRefusal, of cluster: String, _ topology: Topology) {
    var hint = ""
    if let kind = refusal.kind {
      let chips = topology.chips.map(\.key)
      var known = ["domestic", "photonic", "year"]
      for chip in chips {
        let vendor = String(chip.prefix { $0 != "/" })
        if vendor != chip && !known.contains(vendor) { known.append(vendor) }
      }
      if !(known + chips).contains(kind) {
        hint =
          nearestName(to: kind, among: known + chips).map { ", did you mean '\($0)'?" }
          ?? " (known: \(known.joined(separator: ", ")), and its chips by name)"
      }
    }
    self.init(
      file: cluster, key: refusal.kind.map { "fleet.\($0)" } ?? "fleet",
      .conflict(refusal.description + hint))
  }
}

/// A workload with what was repaired while reading it.
struct LoadedWorkload: Sendable {
  var workload: Workload
  var repairs: [Diagnostic]
}
