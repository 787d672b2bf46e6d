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
  public enum Job {}
  public enum Node {}
  public enum Rack {}
  public enum Supernode {}
  public enum Tenant {}
  public enum ChipSelection {}
}

public typealias ChipHandle = Handle<Chip>
public typealias NodeTypeHandle = Handle<NodeType>
public typealias PoolHandle = Handle<Pool>
public typealias NodeHandle = Handle<Named.Node>
public typealias RackHandle = Handle<Named.Rack>
public typealias SupernodeHandle = Handle<Named.Supernode>
public typealias JobHandle = Handle<Named.Job>
public typealias TenantHandle = Handle<Named.Tenant>
public typealias RequestHandle = Handle<Request>
public typealias ChipSelectionHandle = Handle<Named.ChipSelection>
