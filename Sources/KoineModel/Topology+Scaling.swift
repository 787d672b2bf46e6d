extension Topology {
  /// The cluster with `factor` times the nodes of each pool, and as many times its racks and supernodes.
  ///
  /// Every copy keeps the wiring of the original: nodes that shared a rack or a supernode share the
  /// copy of it. Numbered node names count on; listed ones get `.2`, `.3`... appended per copy, and so
  /// do supernodes.
  /// - Precondition: `factor` is positive and the nodes fit 32-bit handles.
  /// - Complexity: O(nodes of the result).
  public func scaled(by factor: Int) -> Topology {
    precondition(factor > 0 && nodeCount <= 1 << 30 / factor)
    if factor == 1 { return self }
    var result = self
    result.pools = []
    result.nodeNames = NodeNames()
    result.rackOfNode = []
    result.supernodeOfNode = []
    result.rackCount = rackCount * factor
    result.supernodes = (0..<factor).flatMap { copy in
      supernodes.map { original in
        var supernode = original
        supernode.name += Self.suffix(ofCopy: copy)
        return supernode
      }
    }
    for pool in pools { result.append(copiesOf: pool, of: self, factor: factor) }
    result.renumberByFirstUse()
    return result
  }

  /// Numbers racks and supernodes in the order in which the nodes first use them, as a reader does.
  mutating func renumberByFirstUse() {
    var racks = [Int](repeating: -1, count: rackCount)
    var used = 0
    for node in rackOfNode.indices {
      let rack = rackOfNode[node].index
      if racks[rack] < 0 {
        racks[rack] = used
        used += 1
      }
      rackOfNode[node] = RackHandle(racks[rack])
    }
    var order: [Int] = []
    var numbers = [Int](repeating: -1, count: supernodes.count)
    for node in supernodeOfNode.indices where supernodeOfNode[node] != .none {
      let supernode = supernodeOfNode[node].index
      if numbers[supernode] < 0 {
        numbers[supernode] = order.count
        order.append(supernode)
      }
      supernodeOfNode[node] = SupernodeHandle(numbers[supernode])
    }
    supernodes = order.map { supernodes[$0] }
  }

  private mutating func append(copiesOf pool: Pool, of original: Topology, factor: Int) {
    let first = nodeCount
    let count = pool.nodes.count * factor
    pools.append(Pool(nodeType: pool.nodeType, nodes: first..<first + count))
    for copy in 0..<factor {
      for node in pool.nodes {
        rackOfNode.append(
          RackHandle(original.rackOfNode[node].index + copy * original.rackCount))
        let supernode = original.supernodeOfNode[node]
        supernodeOfNode.append(
          supernode == .none
            ? .none : SupernodeHandle(supernode.index + copy * original.supernodes.count))
      }
    }
    for run in original.nodeNames.runs where pool.nodes.overlaps(run.nodes) {
      let part = run.nodes.clamped(to: pool.nodes)
      if run.names.isEmpty {
        nodeNames.append(prefix: run.prefix, count: part.count * factor)
      } else {
        let names = part.map { run.names[$0 - run.nodes.lowerBound] }
        nodeNames.append(
          (0..<factor).flatMap { copy in names.map { $0 + Self.suffix(ofCopy: copy) } })
      }
    }
  }

  static func suffix(ofCopy copy: Int) -> String { copy == 0 ? "" : ".\(copy + 1)" }
}
