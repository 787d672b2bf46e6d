public import KoineModel

/// How many equal groups of accelerators a scale-up domain can hold on its healthy nodes.
///
/// A group is what one tensor-parallel or expert-parallel communicator spans: it never leaves the
/// domain, and the domain's shape says which nodes it may join.
extension ScaleUpShape {
  /// Accelerators in groups of `group` that fit the healthy nodes of one domain.
  ///
  /// - Parameters:
  ///   - isUp: the nodes of the domain in order.
  ///   - accelerators: accelerators of each node.
  ///   - spareNodes: nodes kept free; the groups use at most the others.
  /// - Returns: a multiple of `group`, at most the healthy accelerators.
  /// - Complexity: O(nodes).
  public func placeable(
    group: Int, isUp: ArraySlice<Bool>, accelerators: Int, spareNodes: Int = 0
  ) -> Int {
    precondition(group > 0 && accelerators > 0 && spareNodes >= 0)
    let limit = max(0, isUp.count - spareNodes) * accelerators / group * group
    return min(limit, placeable(group: group, isUp: isUp, accelerators: accelerators))
  }

  private func placeable(group: Int, isUp: ArraySlice<Bool>, accelerators: Int) -> Int {
    func whole(_ nodes: Int) -> Int { nodes * accelerators / group * group }
    switch self {
    case .switched, .anyToAny:
      return whole(isUp.count { $0 })
    case .line(let reach, let isClosed):
      return Self.runs(isUp, reach: reach, isClosed: isClosed).reduce(0) { $0 + whole($1) }
    case .cubes(let nodes):
      let isWithinCube = group <= nodes * accelerators
      var placed = 0
      var wholeCubes = 0
      var start = isUp.startIndex
      while start + nodes <= isUp.endIndex {
        let up = isUp[start..<start + nodes].count { $0 }
        placed += whole(up)
        wholeCubes += up == nodes ? 1 : 0
        start += nodes
      }
      // Circuits join whole cubes: one broken node keeps its cube out of any larger group.
      return isWithinCube
        ? placed : Self.joined(cubes: wholeCubes, of: nodes * accelerators, group: group)
    }
  }

  /// A group larger than a cube takes whole cubes, the last of them perhaps in part.
  private static func joined(cubes: Int, of size: Int, group: Int) -> Int {
    cubes / ((group + size - 1) / size) * group
  }

  /// Healthy nodes of each stretch that circuits can join, gaps of less than `reach` bypassed.
  static func runs(_ isUp: ArraySlice<Bool>, reach: Int, isClosed: Bool) -> [Int] {
    precondition(reach > 0)
    var runs: [Int] = []
    var (run, gap, leadingGap) = (0, 0, 0)
    for up in isUp {
      if up {
        if gap >= reach && run > 0 {
          runs.append(run)
          run = 0
        }
        if run == 0 && runs.isEmpty { leadingGap = gap }
        run += 1
        gap = 0
      } else {
        gap += 1
      }
    }
    if run > 0 { runs.append(run) }
    // The last stretch goes on in the first one if the gap between them can be bypassed.
    if isClosed && runs.count > 1 && gap + leadingGap < reach {
      runs[0] += runs.removeLast()
    }
    return runs
  }
}

/// Scale-up domains of one kind laid over a row of nodes.
public struct ScaleUpLayout: Hashable, Sendable {
  /// What reports call it.
  public var name: String
  public var shape: ScaleUpShape
  /// Nodes of one domain; `nil` for all nodes in one. Nodes that fill no domain are left out.
  public var domainNodes: Int?
  public var spareNodes: Int

  public init(
    _ name: String, _ shape: ScaleUpShape, domainNodes: Int? = nil, spareNodes: Int = 0
  ) {
    self.name = name
    self.shape = shape
    self.domainNodes = domainNodes
    self.spareNodes = spareNodes
  }

  /// Healthy accelerators of the domains, and those of them that groups can use.
  /// - Complexity: O(nodes).
  public func capacity(
    group: Int, isUp: [Bool], accelerators: Int
  ) -> (healthy: Int, placeable: Int) {
    let size = domainNodes ?? isUp.count
    var (healthy, placed) = (0, 0)
    var start = 0
    while size > 0 && start + size <= isUp.count {
      let domain = isUp[start..<start + size]
      healthy += domain.count { $0 } * accelerators
      placed += shape.placeable(
        group: group, isUp: domain, accelerators: accelerators, spareNodes: spareNodes)
      start += size
    }
    return (healthy, placed)
  }
}

extension ScaleUpLayout {
  /// The domains that the literature compares, for nodes of `accelerators`; those too small for a
  /// node are left out.
  ///
  /// Fixed: the 8-card node, meshes of 64 and 128, NVL72, CloudMatrix384. Optical: cubes of 64 as
  /// TPU v4, open K-hop lines as InfiniteHBD, any-to-any switching of 128 as LightSphere X.
  public static func known(accelerators: Int) -> [ScaleUpLayout] {
    let fixed: [(String, Int)] = [
      ("node of 8", 8), ("mesh of 64", 64), ("NVL72", 72), ("mesh of 128", 128),
      ("CloudMatrix384", 384),
    ]
    var layouts = fixed.filter { $0.1 % accelerators == 0 }.map {
      ScaleUpLayout($0.0, .switched, domainNodes: $0.1 / accelerators)
    }
    if 64 % accelerators == 0 {
      layouts.append(ScaleUpLayout("cubes of 64", .cubes(nodes: 64 / accelerators)))
    }
    layouts += (1...3).map {
      ScaleUpLayout("K-hop line, K=\($0)", .line(reach: $0, isClosed: false))
    }
    if 128 % accelerators == 0 {
      layouts.append(
        ScaleUpLayout("any-to-any of 128", .anyToAny, domainNodes: 128 / accelerators))
    }
    layouts.append(ScaleUpLayout("any-to-any", .anyToAny))
    return layouts
  }
}

extension ScaleUpLayout {
  /// The supernodes of a cluster, where all are alike and follow each other from its first node on.
  public init?(supernodesOf topology: Topology) {
    guard let first = topology.supernodes.first, topology.supernodeOfNode[0] != .none else {
      return nil
    }
    let size = topology.supernodeOfNode.prefix { $0 == topology.supernodeOfNode[0] }.count
    for node in topology.supernodeOfNode.indices {
      guard topology.supernodeOfNode[node] == SupernodeHandle(node / size),
        topology.supernodes[node / size].circuits == first.circuits
      else { return nil }
    }
    self.init(
      "its own supernodes", first.circuits?.shape ?? .switched, domainNodes: size,
      spareNodes: first.circuits?.spareNodes ?? 0)
  }
}
