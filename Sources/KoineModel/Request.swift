/// How close together a job's accelerators have to be.
public enum Locality: UInt8, CaseIterable, Comparable, Sendable, BitwiseCopyable {
  /// Anywhere in one pool of nodes, or in several of the same chip.
  case anywhere
  /// Within one rack.
  case rack
  /// Within one supernode (scale-up domain).
  case supernode
  /// Within one node.
  case node
  /// Within one island: accelerators of one node that are wired to each other directly.
  case island

  public static func < (a: Locality, b: Locality) -> Bool { a.rawValue < b.rawValue }
}

/// The accelerators of one kind that a job on several kinds asks for.
public struct RequestPart: Hashable, Sendable {
  /// Which chips will do; all accelerators of the part are of one of them.
  public var chips: ChipSelectionHandle
  public var accelerators: Int32

  /// - Precondition: at least one accelerator.
  public init(chips: ChipSelectionHandle, accelerators: Int32) {
    precondition(accelerators >= 1, "a part has accelerators")
    self.chips = chips
    self.accelerators = accelerators
  }
}

/// What a job asks for. Many jobs ask for the same, so requests are interned and jobs carry a handle.
public struct Request: Hashable, Sendable {
  /// Accelerators in all tasks together; 0 for a job that needs only processors and memory.
  public var accelerators: Int32
  /// Share of the single accelerator asked for, in thousandths: 1...999; 1000 for whole ones.
  ///
  /// Below 1000 only when `accelerators` is 1.
  public var share_milli: Int32
  /// Equal tasks into which the accelerators are split, each on one node; 0 leaves the split to the
  /// engine: one task if a node holds it, else as many full nodes as possible and one remainder.
  public var tasks: Int32
  /// Host processors for the whole job, thousandths of a core, split by each task's accelerators.
  public var cpu_milli: Int64
  /// Host memory for the whole job, MiB, split likewise.
  public var memory_mib: Int64
  /// Which chips will do.
  public var chips: ChipSelectionHandle
  /// How close the accelerators have to be.
  public var locality: Locality
  /// Whether the job waits for that closeness; otherwise it is preferred and given up when it
  /// cannot be had now.
  public var localityIsRequired: Bool
  /// What the job does, if its duration follows from where it runs; ``Handle/none`` for a given one.
  public var work: WorkHandle
  /// What a job on several kinds of chips asks of each; empty for a job on one kind.
  ///
  /// `accelerators` is their sum and `chips` all that they name. The parts start and end together, and
  /// a closeness holds for each of them.
  public var parts: [RequestPart]

  public init(
    accelerators: Int32, share_milli: Int32 = 1000, tasks: Int32 = 0, cpu_milli: Int64 = 0,
    memory_mib: Int64 = 0, chips: ChipSelectionHandle = .none, locality: Locality = .anywhere,
    localityIsRequired: Bool = false, work: WorkHandle = .none, parts: [RequestPart] = []
  ) {
    precondition(accelerators >= 0 && (1...1000).contains(share_milli))
    precondition(share_milli == 1000 || accelerators == 1, "only a single accelerator is shared")
    precondition(tasks >= 0 && (tasks == 0 || accelerators % tasks == 0), "tasks must be equal")
    precondition(cpu_milli >= 0 && memory_mib >= 0)
    precondition(
      parts.isEmpty
        || parts.count > 1 && tasks == 0 && share_milli == 1000
          && parts.reduce(0) { $0 + Int($1.accelerators) } == Int(accelerators),
      "parts are whole accelerators that add up to the job's")
    self.accelerators = accelerators
    self.share_milli = share_milli
    self.tasks = tasks
    self.cpu_milli = cpu_milli
    self.memory_mib = memory_mib
    self.chips = chips
    self.locality = locality
    self.localityIsRequired = localityIsRequired
    self.work = work
    self.parts = parts
  }

  /// Thousandths of an accelerator in all.
  public var accelerators_milli: Int64 { Int64(accelerators) * Int64(share_milli) }
}
