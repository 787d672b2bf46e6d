/// A dense 32-bit index into one kind of column.
///
/// Handles count from zero in the order of the file that named the things. The phantom `Thing`
/// keeps a node's handle from being used for a job.
@frozen
public struct Handle<Thing>: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The raw index.
  public var rawValue: UInt32

  @inlinable
  public init(_ index: Int) { rawValue = UInt32(truncatingIfNeeded: index) }

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The index as an `Int`, ready to subscript a column.
  @inlinable
  public var index: Int { Int(rawValue) }

  /// The handle of nothing.
  @inlinable
  public static var none: Handle { Handle(rawValue: .max) }

  @inlinable
  public static func < (a: Handle, b: Handle) -> Bool { a.rawValue < b.rawValue }
}

/// What the phantom parameters of handles stand for.
public enum Named {
  /// A job of the workload.
  public enum Job {}
  /// A node of the topology.
  public enum Node {}
  /// A rack of the topology.
  public enum Rack {}
  /// A scale-up domain of the topology.
  public enum Supernode {}
  /// Who submitted a job.
  public enum Tenant {}
  /// A list of chips of which any one will do.
  public enum ChipSelection {}
}

/// A chip, as an index into ``Topology/chips``.
public typealias ChipHandle = Handle<Chip>
/// A node type, as an index into ``Topology/nodeTypes``.
public typealias NodeTypeHandle = Handle<NodeType>
/// A pool of equal nodes, as an index into ``Topology/pools``.
public typealias PoolHandle = Handle<Pool>
/// A node, as an index into the topology's columns of nodes.
public typealias NodeHandle = Handle<Named.Node>
/// A rack, counted from 0.
public typealias RackHandle = Handle<Named.Rack>
/// A supernode, as an index into ``Topology/supernodes``.
public typealias SupernodeHandle = Handle<Named.Supernode>
/// A job, as an index into the workload's columns.
public typealias JobHandle = Handle<Named.Job>
/// A tenant, as an index into ``Workload/tenantNames``.
public typealias TenantHandle = Handle<Named.Tenant>
/// A request, as an index into ``Workload/requests``.
public typealias RequestHandle = Handle<Request>
/// A service, as an index into the services of a scenario.
public typealias ServiceHandle = Handle<Service>
/// What a job does, as an index into ``Workload/works``.
public typealias WorkHandle = Handle<ModelWork>
/// A list of chips, as an index into ``Workload/chipSelections``.
public typealias ChipSelectionHandle = Handle<Named.ChipSelection>
