/// Which nodes of a scale-up domain can be joined into one group.
public enum ScaleUpShape: Hashable, Sendable {
  /// A switch or a full mesh: any nodes of the domain.
  case switched
  /// Nodes in a row, each with circuits to those at most `reach` places away. Closed, the row is a
  /// ring. A gap of `reach` broken nodes parts the row. Source: InfiniteHBD, arXiv 2502.03885.
  case line(reach: Int, isClosed: Bool)
  /// Blocks of so many nodes, wired for good inside; circuits join whole blocks in any order.
  /// Source: the 64-chip cubes of TPU v4.
  case cubes(nodes: Int)
  /// Circuits between any two nodes: optical switches distributed over the nodes, as LightSphere X.
  case anyToAny
}

/// Which jobs set the circuits of optical supernodes before they begin.
public enum CircuitUsers: String, CaseIterable, Sendable {
  /// Those that name a model, wherever they lie in one supernode; a given duration stays what it is.
  case models
  /// Those, and all others that ask for a supernode.
  case all
  /// None: circuits cost nothing and join everything.
  case none
}

/// The optical circuits of a supernode: what they can join, with how many ports, how fast.
public struct Circuits: Hashable, Sendable {
  public var shape: ScaleUpShape
  /// Optical ports of one node; each is one end of at most one circuit at a time.
  public var portsPerNode: Int
  /// Circuits that the domain's switches hold at once; `nil` for as many as the ports allow.
  public var mostCircuits: Int?
  /// Nodes of the domain that are kept free to replace failed ones.
  public var spareNodes: Int
  /// Time of the optical switches themselves, s.
  public var switching_s: Figure?
  /// Time until the transceivers have locked to the new light, s.
  public var relock_s: Figure?
  /// Time of the control plane and of the communicators' new start, s.
  public var control_s: Figure?

  public init(shape: ScaleUpShape, portsPerNode: Int = 2, spareNodes: Int = 0) {
    self.shape = shape
    self.portsPerNode = portsPerNode
    self.spareNodes = spareNodes
  }

  /// The three delays one after the other, s; unknown if one of them is.
  ///
  /// As firm as the weakest of them.
  public var reconfiguration_s: Figure? {
    guard let switching_s, let relock_s, let control_s else { return nil }
    let parts = [switching_s, relock_s, control_s]
    return Figure(
      parts.reduce(0) { $0 + $1.value }, confidence: parts.map(\.confidence).max()!,
      source: "device switching, transceiver re-lock and control plane added")
  }
}
