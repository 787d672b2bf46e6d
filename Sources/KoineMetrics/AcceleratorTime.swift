import KoineEngine
public import KoineModel

/// Accelerator time by class, exact: thousandths of an accelerator times nanoseconds.
public struct AcceleratorTime: Hashable, Sendable {
  /// Indexed by ``LedgerClass/index``.
  public private(set) var amounts: [Int128]
  /// Capacity times the length of the run: what the amounts add up to.
  public private(set) var total: Int128

  /// No time at all.
  public init() {
    amounts = Array(repeating: 0, count: LedgerClass.allCases.count)
    total = 0
  }

  /// Adds one pool of a ledger.
  mutating func add(_ ledger: Ledger, pool: Int) {
    for index in amounts.indices { amounts[index] += ledger.rows[pool][index] }
    total += Int128(ledger.capacity_milli[pool]) * Int128(ledger.span.nanoseconds)
  }

  public subscript(class: LedgerClass) -> Int128 { amounts[`class`.index] }

  /// Time of all classes in which accelerators were allocated.
  public var allocated: Int128 {
    LedgerClass.allCases.reduce(0) { $0 + ($1.isAllocated ? self[$1] : 0) }
  }

  /// Time of all classes in which accelerators were up and free.
  public var free: Int128 { self[.freeIdle] + self[.freeUnusable] + self[.freeWithheld] }

  /// `amount` over the total, 0...1; `nil` if the total is 0.
  public func share(of amount: Int128) -> Double? {
    total == 0 ? nil : Double(amount) / Double(total)
  }

  /// An amount in accelerator-seconds, exactly.
  public static func acceleratorSeconds(_ amount: Int128) -> ExactDecimal {
    ExactDecimal(units: amount, places: 12)
  }

  /// An amount in accelerator-seconds, rounded to the nearest double.
  public static func seconds(_ amount: Int128) -> Double { Double(amount) / 1e12 }
}
