/// The names of nodes: given one by one, or by a prefix and a number, which costs no memory per node.
public struct NodeNames: Hashable, Sendable {
  /// A stretch of nodes that are named in one way.
  public struct Run: Hashable, Sendable {
    public var nodes: Range<Int>
    /// `prefix-1`, `prefix-2`... where `names` is empty.
    public var prefix: String
    public var names: [String]
  }

  public private(set) var runs: [Run] = []

  public init() {}

  /// Names the next nodes `prefix-1`, `prefix-2`...
  public mutating func append(prefix: String, count: Int) {
    let start = runs.last?.nodes.upperBound ?? 0
    runs.append(Run(nodes: start..<start + count, prefix: prefix, names: []))
  }

  /// Names the next nodes one by one.
  public mutating func append(_ names: [String]) {
    let start = runs.last?.nodes.upperBound ?? 0
    runs.append(Run(nodes: start..<start + names.count, prefix: "", names: names))
  }

  /// - Complexity: O(number of node groups).
  public subscript(node: NodeHandle) -> String {
    guard let run = runs.first(where: { $0.nodes.contains(node.index) }) else {
      preconditionFailure("node \(node.index) has no name")
    }
    let offset = node.index - run.nodes.lowerBound
    return run.names.isEmpty ? "\(run.prefix)-\(offset + 1)" : run.names[offset]
  }
}
