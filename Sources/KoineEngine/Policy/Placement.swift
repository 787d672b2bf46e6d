import KoineModel

/// Chooses the node of each task.
///
/// A placement is asked for one task at a time and sees the effect of its earlier choices; the engine
/// splits jobs into tasks, keeps gangs whole and honours localities. `bestFit` in ten lines:
///
/// ```swift
/// struct BestFit: Placement {
///   mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
///     cluster.node(for: task, .tightest)
///   }
/// }
/// ```
public protocol Placement: ~Copyable {
  /// The node for `task`, or ``NodeChoice/none`` if no node holds it.
  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice

  /// Whether gangs are drawn together into few supernodes and racks without being asked to.
  var drawsGangsTogether: Bool { get }

  /// Whether the cluster counts the changes of each node and keeps count of what runs there, for
  /// ``ClusterState/version(of:)`` and ``ClusterState/tasks(like:on:)``.
  var tracksNodes: Bool { get }

  /// Whether it finds a node for every task that some node holds, and chooses by nothing but the nodes
  /// that hold it.
  ///
  /// Then a preemption lifts running jobs off such nodes only, and not off all on its way there.
  var judgesNodesAlone: Bool { get }

  /// In which order jobs try the chips that they accept; `nil` for the order of the topology.
  var chipPreference: ChipPreference? { get }
}

extension Placement where Self: ~Copyable {
  public var drawsGangsTogether: Bool { false }
  public var tracksNodes: Bool { false }
  public var judgesNodesAlone: Bool { false }
  public var chipPreference: ChipPreference? { nil }
}
