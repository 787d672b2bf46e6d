public import KoineModel

/// Where every accelerator-second of a run went, pool by pool, exactly.
///
/// Amounts are in thousandths of an accelerator times nanoseconds. Invariant: the classes of a pool
/// add up to its capacity times the length of the run, to the last unit.
public struct Ledger: Sendable {
  /// One row per pool; a row is indexed by ``LedgerClass/index``.
  public private(set) var rows: [[Int128]]
  /// Thousandths of an accelerator in each pool.
  public var capacity_milli: [Int64]
  /// Length of the run.
  public var span: Interval

  public init(capacity_milli: [Int64], span: Interval) {
    self.capacity_milli = capacity_milli
    self.span = span
    rows = Array(
      repeating: Array(repeating: 0, count: LedgerClass.allCases.count),
      count: capacity_milli.count)
  }

  public subscript(pool: PoolHandle, class: LedgerClass) -> Int128 {
    get { rows[pool.index][`class`.index] }
    set { rows[pool.index][`class`.index] = newValue }
  }

  /// The class's amount over all pools.
  public func total(_ class: LedgerClass) -> Int128 {
    rows.reduce(0) { $0 + $1[`class`.index] }
  }

  /// Capacity times time over all pools: what the classes must add up to.
  public var capacityTime: Int128 {
    capacity_milli.reduce(0) { $0 + Int128($1) } * Int128(span.nanoseconds)
  }

  /// Whether the classes of every pool add up to its capacity times time.
  public var isBalanced: Bool {
    zip(rows, capacity_milli).allSatisfy { row, capacity in
      row.reduce(0, +) == Int128(capacity) * Int128(span.nanoseconds)
    }
  }
}
