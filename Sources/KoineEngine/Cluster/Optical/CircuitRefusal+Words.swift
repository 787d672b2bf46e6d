public import KoineModel

extension CircuitRefusal {
  /// Why circuits of an idle domain can join no group of so many nodes, if they cannot.
  public static func joining(nodes: Int, of circuits: Circuits, domainNodes: Int) -> CircuitRefusal?
  {
    if nodes < 2 || nodes > domainNodes { return nil }
    var plan = CircuitPlan(circuits, nodes: domainNodes)
    do throws(CircuitRefusal) {
      _ = try plan.connect(Array(0..<nodes))
      return nil
    } catch { return error }
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
    case .nothingToSet: "the domain is wired for good and has no circuits"
    }
  }
}
