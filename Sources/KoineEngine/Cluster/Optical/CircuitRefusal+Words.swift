public import KoineModel

extension CircuitRefusal {
  /// Why circuits of an idle domain can join no group of so many nodes, if they cannot, and how many
  /// nodes they could join instead.
  ///
  /// - Parameter domainNodes: all nodes of the domain, spares among them.
  /// - Complexity: O(nodes x nodes).
  public static func joining(
    nodes: Int, of circuits: Circuits, domainNodes: Int
  ) -> (why: CircuitRefusal, nearest: Int)? {
    if nodes < 2 || nodes > domainNodes { return nil }
    let inService = domainNodes - circuits.spareNodes
    func refusal(_ nodes: Int) -> CircuitRefusal? {
      if nodes > inService {
        return .sparesNeeded(nodes: nodes, inService: inService, spare: circuits.spareNodes)
      }
      var plan = CircuitPlan(circuits, nodes: domainNodes)
      do throws(CircuitRefusal) {
        _ = try plan.connect(Array(0..<nodes))
        return nil
      } catch { return error }
    }
    guard let why = refusal(nodes) else { return nil }
    // A group of one node needs no circuit.
    return (why, (1..<nodes).last { refusal($0) == nil } ?? 1)
  }
}

extension CircuitRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .portsExceeded(_, let needed, let available):
      "a node would end \(needed) circuits and has \(available) ports free"
        + (available == 1 ? "; two nodes need one of each" : "")
    case .tooFar(_, _, let distance, let reach):
      "neighbours would be \(distance) places apart, and circuits reach \(reach)"
    case .partOfCube(let nodes, let cube, let nearest):
      "\(nodes) nodes take a part of a cube of \(cube); up to \(cube) or \(nearest) will do"
    case .budgetExceeded(let needed, let available):
      "they would need \(needed) circuits of which the switches have \(available) left"
    case .sparesNeeded(let nodes, let inService, let spare):
      "\(nodes) nodes are more than the \(inService) in service beside \(spare) "
        + (spare == 1 ? "spare" : "spares")
    case .nothingToSet: "the domain is wired for good and has no circuits"
    }
  }
}
