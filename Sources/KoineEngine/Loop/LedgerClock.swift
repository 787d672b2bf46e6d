import KoineModel

/// Adds up where accelerator time goes while the loop runs.
///
/// Work is charged when it ends. Of the free time only the unusable and the withheld part is
/// integrated, and only while something waits; the rest of the free time is what remains.
struct LedgerClock: ~Copyable {
  private var productive: Column<Int128>
  private var lost: Column<Int128>
  private var communication: Column<Int128>
  private var imbalance: Column<Int128>
  private var reconfiguration: Column<Int128>
  private var checkpoint: Column<Int128>
  private var unusable: Column<Int128>
  private var withheld: Column<Int128>
  private var down: Column<Int128>
  private var spare: Column<Int128>
  /// By pool, what nobody may use because nodes are down, and then because they are spare: as it has
  /// been for some time that is not entered yet. Nodes fail seldom, and time moves on with every event.
  private var closed_milli: Column<Int64>
  private var closedFor = Interval.zero
  private var closedChanges: UInt32 = 0
  /// Thousandths of an accelerator that are unusable and withheld now.
  var unusable_milli: Column<Int64>
  var withheld_milli: Column<Int64>
  /// Per pool, the fewest free accelerators that make a node usable; `Int.max` for none.
  var leastNeed: Column<Int>
  /// Marks of nodes that some waiting job could use.
  var isUsable: Column<Bool>
  /// Whether the two have to be worked out again before time moves on.
  var isStale = true

  init(poolCount: Int, nodeCount: Int) {
    productive = Column(repeating: 0, count: poolCount)
    lost = Column(repeating: 0, count: poolCount)
    communication = Column(repeating: 0, count: poolCount)
    imbalance = Column(repeating: 0, count: poolCount)
    reconfiguration = Column(repeating: 0, count: poolCount)
    checkpoint = Column(repeating: 0, count: poolCount)
    unusable = Column(repeating: 0, count: poolCount)
    withheld = Column(repeating: 0, count: poolCount)
    down = Column(repeating: 0, count: poolCount)
    spare = Column(repeating: 0, count: poolCount)
    closed_milli = Column(repeating: 0, count: 2 * poolCount)
    unusable_milli = Column(repeating: 0, count: poolCount)
    withheld_milli = Column(repeating: 0, count: poolCount)
    leastNeed = Column(repeating: .max, count: poolCount)
    isUsable = Column(zeroed: nodeCount)
  }

  /// Charges what a job holds for a span of its run.
  @inline(__always)
  mutating func charge(
    _ first: Segment, of demand: Demand, for span: Interval, isLost: Bool,
    cluster: borrowing ClusterState, segments: borrowing SegmentArena
  ) {
    if demand.accelerators == 0 { return }
    if unusable.count == 1 {
      return charge(0, demand.accelerators_milli, span, isLost: isLost)
    }
    if first.next == SegmentArena.end {
      let pool = Int(cluster.poolOfNode[Int(first.node)])
      return charge(pool, demand.accelerators_milli, span, isLost: isLost)
    }
    var segment = first
    while true {
      charge(
        Int(cluster.poolOfNode[Int(segment.node)]),
        Int64(segment.mask.nonzeroBitCount) * 1000, span, isLost: isLost)
      if segment.next == SegmentArena.end { return }
      segment = segments[segment.next]
    }
  }

  /// Charges a span of work of which a part went into checkpoints.
  mutating func charge(
    _ first: Segment, of demand: Demand, saving: Interval, of span: Interval,
    cluster: borrowing ClusterState, segments: borrowing SegmentArena
  ) {
    charge(
      first, of: demand,
      WorkSplit(
        productive_ns: (span - saving).nanoseconds, imbalance_ns: 0, reconfiguration_ns: 0,
        communication_ns: 0, checkpoint_ns: saving.nanoseconds),
      isLost: false, cluster: cluster, segments: segments)
  }

  /// Charges time that was not all productive.
  mutating func charge(
    _ first: Segment, of demand: Demand, _ split: WorkSplit, isLost: Bool,
    cluster: borrowing ClusterState, segments: borrowing SegmentArena
  ) {
    if demand.accelerators == 0 { return }
    if first.next == SegmentArena.end {
      let pool = first.isNone ? 0 : Int(cluster.poolOfNode[Int(first.node)])
      return charge(pool, demand.accelerators_milli, split, isLost: isLost)
    }
    var segment = first
    while true {
      charge(
        Int(cluster.poolOfNode[Int(segment.node)]),
        Int64(segment.mask.nonzeroBitCount) * 1000, split, isLost: isLost)
      if segment.next == SegmentArena.end { return }
      segment = segments[segment.next]
    }
  }

  private mutating func charge(
    _ pool: Int, _ accelerators_milli: Int64, _ split: WorkSplit, isLost: Bool
  ) {
    let milli = Int128(accelerators_milli)
    if isLost {
      lost[pool] += milli * Int128(split.total_ns)
      return
    }
    productive[pool] += milli * Int128(split.productive_ns)
    if split.isAllProductive { return }
    communication[pool] += milli * Int128(split.communication_ns)
    imbalance[pool] += milli * Int128(split.imbalance_ns)
    reconfiguration[pool] += milli * Int128(split.reconfiguration_ns)
    checkpoint[pool] += milli * Int128(split.checkpoint_ns)
    lost[pool] += milli * Int128(split.lost_ns)
  }

  @inline(__always)
  private mutating func charge(_ pool: Int, _ milli: Int64, _ span: Interval, isLost: Bool) {
    let product = milli.multipliedFullWidth(by: span.nanoseconds)
    let amount = Int128(_low: product.low, _high: product.high)
    if isLost { lost[pool] += amount } else { productive[pool] += amount }
  }

  /// Lets time pass while something waits.
  mutating func advance(_ span: Interval) {
    for pool in 0..<unusable.count {
      unusable[pool] += Int128(unusable_milli[pool]) * Int128(span.nanoseconds)
      withheld[pool] += Int128(withheld_milli[pool]) * Int128(span.nanoseconds)
    }
  }

  /// Lets time pass while nodes are closed.
  @inline(__always)
  mutating func advanceClosed(_ span: Interval, _ cluster: borrowing ClusterState) {
    if cluster.closedChanges != closedChanges { takeClosed(cluster) }
    closedFor = closedFor + span
  }

  private mutating func takeClosed(_ cluster: borrowing ClusterState) {
    enterClosed()
    for pool in 0..<down.count {
      closed_milli[2 * pool] = cluster.closed_milli(ofPool: pool, .down)
      closed_milli[2 * pool + 1] = cluster.closed_milli(ofPool: pool, .spare)
    }
    closedChanges = cluster.closedChanges
  }

  private mutating func enterClosed() {
    for pool in 0..<down.count {
      down[pool] += Int128(closed_milli[2 * pool]) * Int128(closedFor.nanoseconds)
      spare[pool] += Int128(closed_milli[2 * pool + 1]) * Int128(closedFor.nanoseconds)
    }
    closedFor = .zero
  }

  /// The finished ledger.
  mutating func ledger(capacity_milli: [Int64], span: Interval) -> Ledger {
    enterClosed()
    var ledger = Ledger(capacity_milli: capacity_milli, span: span)
    for pool in capacity_milli.indices {
      let handle = PoolHandle(pool)
      ledger[handle, .productive] = productive[pool]
      ledger[handle, .lost] = lost[pool]
      ledger[handle, .communication] = communication[pool]
      ledger[handle, .imbalance] = imbalance[pool]
      ledger[handle, .reconfiguration] = reconfiguration[pool]
      ledger[handle, .checkpoint] = checkpoint[pool]
      ledger[handle, .freeUnusable] = unusable[pool]
      ledger[handle, .freeWithheld] = withheld[pool]
      ledger[handle, .down] = down[pool]
      ledger[handle, .reservedIdle] = spare[pool]
      let busy = ledger.rows[pool].reduce(0, +)
      let idle = Int128(capacity_milli[pool]) * Int128(span.nanoseconds) - busy
      precondition(idle >= 0, "more time was used than there was")
      ledger[handle, .freeIdle] = idle
    }
    return ledger
  }
}
