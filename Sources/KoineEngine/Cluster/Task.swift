public import KoineModel

/// Which nodes may be chosen: all of them, or one rack's or supernode's.
public struct Scope: BitwiseCopyable, Sendable {
  enum Kind: UInt8, BitwiseCopyable { case anywhere, rack, supernode }
  var kind: Kind
  var domain: UInt32
  /// A range of node numbers that holds the domain.
  var lower: Int
  var upper: Int

  static var anywhere: Scope { Scope(kind: .anywhere, domain: 0, lower: 0, upper: .max) }
}

/// One task of a job: what it needs on a single node.
public struct Task: BitwiseCopyable, Sendable {
  /// Whole accelerators; 1 for a share of one, 0 for none.
  public var accelerators: Int
  /// Share of the accelerator in thousandths; 1000 for whole ones.
  public var share_milli: Int
  public var cpu_milli: Int64
  public var memory_mib: Int64
  /// Whether the accelerators have to be of one island.
  public var isConnected: Bool
  /// Range of its pools in ``ClusterState/candidatePools``.
  public var pools: Range<Int> {
    get { poolBegin..<poolEnd }
    set { (poolBegin, poolEnd) = (newValue.lowerBound, newValue.upperBound) }
  }
  private var poolBegin: Int
  private var poolEnd: Int
  public var scope: Scope
  /// A number that tasks of different requests never share: the request's rank by size.
  public var requestRank: Int

  init(
    accelerators: Int, share_milli: Int, cpu_milli: Int64, memory_mib: Int64, isConnected: Bool,
    pools: Range<Int>, scope: Scope, requestRank: Int
  ) {
    self.accelerators = accelerators
    self.share_milli = share_milli
    self.cpu_milli = cpu_milli
    self.memory_mib = memory_mib
    self.isConnected = isConnected
    (poolBegin, poolEnd) = (pools.lowerBound, pools.upperBound)
    self.scope = scope
    self.requestRank = requestRank
  }

  /// Whether free accelerators alone decide which nodes hold it.
  @inline(__always)
  var isPlain: Bool {
    cpu_milli | memory_mib == 0 && share_milli == 1000 && !isConnected && scope.kind == .anywhere
      && accelerators > 0
  }
}

/// The node chosen for a task and, for a share, the accelerator.
public struct NodeChoice: BitwiseCopyable, Sendable {
  public var node: NodeHandle
  /// Slot of the accelerator to share, or -1 to leave it to the cluster: the tightest that holds it.
  public var slot: Int

  public init(node: NodeHandle, slot: Int = -1) {
    self.node = node
    self.slot = slot
  }

  /// No node holds the task.
  public static var none: NodeChoice { NodeChoice(node: .none) }
}
