import KoineModel

/// What never changes about a pool of identical nodes, and where its parts lie in the state's columns.
struct PoolShape: BitwiseCopyable {
  var firstNode: Int
  var nodeCount: Int
  /// Accelerators of each node.
  var accelerators: Int
  var chip: ChipHandle
  /// Range of its islands' masks.
  var islandBegin: Int
  var islandEnd: Int
  /// The shape of its node sets: one per free count, and at place 0 the nodes with shared accelerators.
  var sets: BitHierarchy
  var setBase: Int
  /// Where its counts of nodes by free accelerators begin.
  var countBase: Int
  /// Where the shares of its accelerators begin.
  var shareBase: Int
  var cpu_milli: Int64
  var memory_mib: Int64

  /// All accelerators of a node.
  var fullMask: UInt64 { accelerators == 64 ? .max : 1 << UInt64(accelerators) - 1 }
}

/// The lowest `count` bits that are set in `mask`, which has at least as many.
@inline(__always)
func lowestBits(_ count: Int, of mask: UInt64) -> UInt64 {
  var rest = mask
  for _ in 0..<count { rest &= rest &- 1 }
  return mask ^ rest
}
