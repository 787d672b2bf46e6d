public import KoineModel

/// The faults of servers as a trace lists them, under the names of the trace.
public struct FaultTrace: Sendable {
  struct Event {
    var node: String
    var time: Instant
    var isFailure: Bool
  }

  public var name: String
  var events: [Event]

  /// Every server that ever failed, by name.
  public var nodeNames: [String] { Array(Set(events.map(\.node))).sorted() }

  /// How the servers of a trace were matched with the nodes of a cluster.
  public enum Matching: Sendable {
    /// The trace names nodes of the cluster.
    case byName
    /// The sorted names of the trace were spread evenly: the i-th of n onto node floor(i x nodes / n).
    case spread
  }

  /// The schedule on the nodes of `topology`.
  ///
  /// A trace that names nodes of the cluster keeps them. One that names none of them is anonymous: its
  /// sorted names are spread evenly over the nodes, so that faults stay apart as much as they can.
  /// - Throws: that only some of its names are known, or that it has more servers than the cluster.
  public func schedule(
    on topology: Topology
  ) throws(InputError) -> (faults: FaultSchedule, matching: Matching) {
    let names = nodeNames
    var known: [String: NodeHandle] = [:]
    for node in 0..<topology.nodeCount {
      known[topology.nodeNames[NodeHandle(node)]] = NodeHandle(node)
    }
    let unknown = names.filter { known[$0] == nil }
    if !unknown.isEmpty && unknown.count < names.count {
      throw InputError(
        unknown.prefix(10).map {
          Diagnostic(
            file: name, .unknownName(kind: "node", found: $0, nearest: nil))
        })
    }
    if !unknown.isEmpty {
      if names.count > topology.nodeCount {
        throw InputError(
          Diagnostic(
            file: name,
            .conflict(
              "has faults of \(names.count) servers, the cluster has \(topology.nodeCount) nodes")))
      }
      for (index, name) in names.enumerated() {
        known[name] = NodeHandle(index * topology.nodeCount / names.count)
      }
    }
    let changes = events.map {
      FaultSchedule.Change(time: $0.time, node: known[$0.node]!, isFailure: $0.isFailure)
    }
    return (FaultSchedule(changes), unknown.isEmpty ? .byName : .spread)
  }
}
