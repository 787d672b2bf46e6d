extension Topology {
  /// The cluster with another number of nodes in each pool; pools of none are left out.
  ///
  /// Nodes beyond those of a pool are copies of them in racks and supernodes of their own, as in
  /// ``scaled(by:)``; of a pool that shrinks the first nodes stay.
  /// - Precondition: one number a pool, none negative, and their sum fits 32-bit handles.
  /// - Complexity: O(nodes of the result).
  public func resized(to counts: [Int]) -> Topology {
    precondition(counts.count == pools.count && counts.allSatisfy { $0 >= 0 })
    var result = self
    result.pools = []
    result.nodeNames = NodeNames()
    result.rackOfNode = []
    result.supernodeOfNode = []
    let copies = zip(pools, counts).map { ($1 + $0.nodes.count - 1) / $0.nodes.count }.max() ?? 0
    result.rackCount = rackCount * copies
    result.supernodes = (0..<copies).flatMap { copy in
      supernodes.map { original in
        var supernode = original
        supernode.name += Self.suffix(ofCopy: copy)
        return supernode
      }
    }
    for (pool, count) in zip(pools, counts) where count > 0 {
      result.append(count, nodesLike: pool, of: self)
    }
    result.renumberByFirstUse()
    result.rackCount = Set(result.rackOfNode.map(\.index)).count
    return result
  }

  private mutating func append(_ count: Int, nodesLike pool: Pool, of original: Topology) {
    let first = nodeCount
    pools.append(Pool(nodeType: pool.nodeType, nodes: first..<first + count))
    var names: [String] = []
    for index in 0..<count {
      let (copy, offset) = index.quotientAndRemainder(dividingBy: pool.nodes.count)
      let node = pool.nodes.lowerBound + offset
      let rack = original.rackOfNode[node].index + copy * original.rackCount
      rackOfNode.append(RackHandle(rack))
      let supernode = original.supernodeOfNode[node]
      supernodeOfNode.append(
        supernode == .none
          ? .none : SupernodeHandle(supernode.index + copy * original.supernodes.count))
      names.append(original.nodeNames[NodeHandle(node)] + Self.suffix(ofCopy: copy))
    }
    nodeNames.append(names)
  }
}
