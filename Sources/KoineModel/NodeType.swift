/// A server model: how many accelerators of which chip, how they are wired, and the host around them.
public struct NodeType: Hashable, Sendable {
  public var name: String
  /// The chip of its accelerators; ``Handle/none`` for a node without any.
  public var chip: ChipHandle
  /// Accelerators per node, 0...64.
  public var accelerators: Int
  /// Sizes of the groups of accelerators that are wired to each other directly, in slot order; the
  /// sizes add up to `accelerators`. One entry when all of them are.
  public var islands: [Int]
  /// Host processor capacity, thousandths of a core.
  public var cpu_milli: Int64
  /// Host memory, MiB.
  public var memory_mib: Int64
  /// How firm the processors and the memory of the host are: the weaker of the two.
  public var hostConfidence: Confidence
  /// Scale-out network interfaces and the bandwidth of each, GB/s in one direction.
  public var networkInterfaces: Int
  public var networkInterface_gb_s: Figure?
  /// Power of the host without its accelerators, W.
  public var hostPower_w: Figure?
  /// Purchase price of the whole node, CNY.
  public var price_cny: Figure?
  /// What a reader should know about the machine.
  public var notes: String?

  public init(
    name: String, chip: ChipHandle, accelerators: Int, islands: [Int]? = nil,
    cpu_milli: Int64 = .max, memory_mib: Int64 = .max
  ) {
    precondition((0...64).contains(accelerators), "a node holds 0 to 64 accelerators")
    let islands = islands ?? (accelerators == 0 ? [] : [accelerators])
    precondition(islands.reduce(0, +) == accelerators, "islands must add up to the accelerators")
    self.name = name
    self.chip = chip
    self.accelerators = accelerators
    self.islands = islands
    self.cpu_milli = cpu_milli
    self.memory_mib = memory_mib
    hostConfidence = .unverified
    self.networkInterfaces = 0
  }

  /// Bandwidth of an interface where none is stated: one of 200 Gbit/s.
  public static let usualInterface_gb_s = 25.0

  /// What all interfaces of the node carry in one direction, GB/s: one interface an accelerator where
  /// their number is not stated.
  public var network_gb_s: Double {
    let interface_gb_s = networkInterface_gb_s?.value ?? Self.usualInterface_gb_s
    return interface_gb_s * Double(networkInterfaces > 0 ? networkInterfaces : accelerators)
  }
}

/// A run of identical nodes: the unit of the engine's free-capacity index.
public struct Pool: Hashable, Sendable {
  public var nodeType: NodeTypeHandle
  /// Handles of its nodes, without gaps.
  public var nodes: Range<Int>

  public init(nodeType: NodeTypeHandle, nodes: Range<Int>) {
    self.nodeType = nodeType
    self.nodes = nodes
  }
}
