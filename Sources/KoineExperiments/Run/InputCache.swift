public import KoineFormats
public import KoineModel
import Synchronization

/// Topologies and workloads that the runs of an experiment share: each is read once, by whichever
/// thread comes first, while the others that want it wait.
public final class InputCache: Sendable {
  public let resolver: TopologyResolver
  private let topologies = SharedTable<TopologyKey, Topology>()
  private let workloads: SharedTable<WorkloadKey, LoadedWorkload>

  /// - Parameter jobs: jobs of the workloads that are kept at least; those used longest ago go first.
  public init(_ resolver: TopologyResolver = .ofProcess(), jobs: Int = 20_000_000) {
    self.resolver = resolver
    workloads = SharedTable(limit: jobs) { max(1, $0.workload.count) }
  }

  /// ``TopologyResolver/topology(_:scale:)``, once.
  func topology(_ name: String, scale: Int) throws(InputError) -> Topology {
    try topologies.value(TopologyKey(name: name, scale: scale)) { () throws(InputError) in
      try resolver.topology(name, scale: scale)
    }
  }

  /// ``WorkloadSource/load(_:format:seed:jobs:load:accelerators:)``, once. Files do not depend on the
  /// seed.
  func workload(_ name: String, format: String?, seed: UInt64) throws(InputError) -> LoadedWorkload
  {
    let isPreset = WorkloadPreset(rawValue: name) != nil
    let key = WorkloadKey(name: name, format: format, seed: isPreset ? seed : 0)
    return try workloads.value(key) { () throws(InputError) in
      let (workload, repairs) = try WorkloadSource.load(name, format: format, seed: seed)
      return LoadedWorkload(workload: workload, repairs: repairs)
    }
  }

  private struct TopologyKey: Hashable {
    var name: String
    var scale: Int
  }

  private struct WorkloadKey: Hashable {
    var name: String
    var format: String?
    var seed: UInt64
  }
}

/// A workload with what was repaired while reading it.
struct LoadedWorkload: Sendable {
  var workload: Workload
  var repairs: [Diagnostic]
}
