import KoineModel

/// Which chips of a cluster each request of a workload may run on.
struct ChipAcceptance {
  /// One entry per chip of the cluster, for each chip selection of the workload.
  private var bySelection: [[Bool]]
  private var all: [Bool]

  /// - Complexity: O(names of all selections x chips).
  init(_ workload: Workload, on topology: Topology) {
    let capacities = topology.acceleratorsByChip
    all = capacities.map { $0 > 0 }
    bySelection = workload.chipSelections.map { names in
      var accepted = [Bool](repeating: false, count: capacities.count)
      for name in names {
        for chip in topology.chips(named: name) {
          accepted[chip.index] = capacities[chip.index] > 0
        }
      }
      return accepted
    }
  }

  /// Whether `request` accepts each chip, indexed by chip handle. Chips that no node carries are not
  /// accepted by anyone.
  func chips(for request: Request) -> [Bool] {
    request.chips == .none ? all : bySelection[request.chips.index]
  }
}
