public import KoineModel

/// A request made ready for the cluster: names of chips have become lists of pools.
public struct Demand: BitwiseCopyable, Sendable {
  public var accelerators: Int
  public var share_milli: Int
  public var tasks: Int
  public var cpu_milli: Int64
  public var memory_mib: Int64
  public var locality: Locality
  public var localityIsRequired: Bool
  /// Its pools in ``ClusterState/candidatePools``: those of one chip side by side, larger nodes first.
  public var pools: Range<Int> {
    get { poolBegin..<poolEnd }
    set { (poolBegin, poolEnd) = (newValue.lowerBound, newValue.upperBound) }
  }
  private var poolBegin: Int
  private var poolEnd: Int
  /// Place of the request when all are sorted by size; equal to none other.
  var sizeRank: Int
  /// Index of its kind of work, and its row in ``SpeedTable``; -1 for a given duration.
  private(set) var work: Int
  private(set) var workRow: Int
  /// Accelerators over which processors and memory are divided: of a part, those of the whole job.
  private var hostAccelerators: Int32
  private var partBegin: Int32
  private var partEnd: Int32
  /// Its parts in ``ClusterState/parts``, for a job on several kinds of chips.
  var parts: Range<Int> { Int(partBegin)..<Int(partEnd) }
  /// Whether it is on several kinds of chips.
  public var isMixed: Bool { partEnd > partBegin }

  init(
    _ request: Request, pools: Range<Int>, sizeRank: Int, workRow: Int = -1,
    parts: Range<Int> = 0..<0
  ) {
    work = request.work == .none ? -1 : request.work.index
    self.workRow = workRow
    accelerators = Int(request.accelerators)
    share_milli = Int(request.share_milli)
    tasks = Int(request.tasks)
    cpu_milli = request.cpu_milli
    memory_mib = request.memory_mib
    locality = request.locality
    localityIsRequired = request.localityIsRequired
    (poolBegin, poolEnd) = (pools.lowerBound, pools.upperBound)
    self.sizeRank = sizeRank
    hostAccelerators = request.accelerators
    (partBegin, partEnd) = (Int32(parts.lowerBound), Int32(parts.upperBound))
  }

  /// The part of a job that falls to one kind of chip.
  init(_ part: RequestPart, of request: Request, pools: Range<Int>, sizeRank: Int) {
    self.init(request, pools: pools, sizeRank: sizeRank)
    work = -1
    accelerators = Int(part.accelerators)
  }

  /// Thousandths of an accelerator in all.
  public var accelerators_milli: Int64 { Int64(accelerators) * Int64(share_milli) }

  /// Whether it asks for whole accelerators and for nothing of their hosts.
  @inline(__always)
  var isBare: Bool { cpu_milli | memory_mib == 0 && share_milli == 1000 && accelerators > 0 }

  /// Whether whole free accelerators alone decide where it fits.
  @inline(__always)
  var isPlain: Bool {
    isBare && (!localityIsRequired || locality == .anywhere) && !isMixed
  }

  /// How far apart the job's accelerators can be on nodes of `nodeAccelerators`.
  func widestSpread(
    nodeAccelerators: Int, in widest: PlacementSpread
  ) -> PlacementSpread {
    if isMixed { return widest }
    if tasks <= 1 && accelerators <= nodeAccelerators { return .node }
    guard localityIsRequired else { return widest }
    return switch locality {
    case .anywhere: widest
    case .rack: .rack
    case .supernode: .supernode
    case .node, .island: .node
    }
  }

  /// The part of `whole` that falls to `accelerators` of the job's, rounded up.
  @inline(__always)
  private func part(_ whole: Int64, for count: Int) -> Int64 {
    whole == 0 || count == Int(hostAccelerators)
      ? whole : (whole * Int64(count) + Int64(hostAccelerators) - 1) / Int64(hostAccelerators)
  }

  /// The task that holds `count` of the accelerators.
  @inline(__always)
  func task(of count: Int, pools: Range<Int>, scope: Scope = .anywhere) -> Task {
    Task(
      accelerators: count, share_milli: share_milli, cpu_milli: part(cpu_milli, for: count),
      memory_mib: part(memory_mib, for: count), isConnected: false, pools: pools, scope: scope,
      requestRank: sizeRank)
  }
}
