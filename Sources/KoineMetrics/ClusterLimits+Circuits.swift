import KoineEngine
import KoineModel

extension ClusterLimits {
  /// Why the circuits of the largest optical supernode with an accepted chip cannot join what a request
  /// requires in one, and what they could, in words; `nil` if they can, or if the request requires none.
  ///
  /// - Complexity: O(nodes).
  func circuitRefusal(of request: Request, accepted: [Bool]) -> String? {
    guard request.localityIsRequired, request.locality == .supernode, request.parts.isEmpty else {
      return nil
    }
    var largest: (nodes: Int, accelerators: Int, circuits: Circuits?)?
    for pool in topology.pools {
      let type = topology.nodeType(of: pool)
      guard type.chip != .none, accepted[type.chip.index], type.accelerators > 0 else { continue }
      for (index, supernode) in topology.supernodes.enumerated() {
        let nodes = pool.nodes.count {
          topology.supernodeOfNode[$0] == SupernodeHandle(index)
        }
        if nodes > largest?.nodes ?? 0 {
          largest = (nodes, type.accelerators, supernode.circuits)
        }
      }
    }
    guard let largest, let circuits = largest.circuits, circuits.shape != .switched else {
      return nil
    }
    let perNode =
      request.tasks > 0
      ? max(1, largest.accelerators / Int(request.accelerators / request.tasks))
        * Int(request.accelerators / request.tasks)
      : largest.accelerators
    let needed = (Int(request.accelerators) + perNode - 1) / perNode
    guard
      let found = CircuitRefusal.joining(
        nodes: needed, of: circuits, domainNodes: largest.nodes)
    else { return nil }
    // Cubes have said what would do.
    if case .partOfCube = found.why { return found.why.description }
    return "\(found.why); up to \(found.nearest * perNode) accelerators will do"
  }
}
