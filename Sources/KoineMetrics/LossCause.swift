public import KoineModel

/// A reason why accelerator time was not productive. All causes of a run together make up exactly
/// that time.
public struct LossCause: Hashable, Sendable {
  /// Why accelerators yielded nothing.
  public enum Kind: Hashable, Sendable {
    /// Free with an empty queue.
    case nothingWaited
    /// Free and usable, but kept from what waited by the policy.
    case withheld
    /// Free, and nothing that waited accepts the chip.
    case wrongKind
    /// Free, and everything that waited is larger than all accelerators of the kind. Half of the time
    /// that was waited for such chips was waited by jobs of `typicalSize` accelerators or more.
    case tooFewOfKind(typicalSize: Int)
    /// Free, but too few or in pieces too small for the waiting jobs. Half of the time that was waited
    /// for such chips was waited by jobs of `typicalSize` accelerators or more.
    case fragments(typicalSize: Int, largestNode: Int)
    /// Work of jobs that crashed.
    case failedJobs(Int)
    /// Work done again after failures and stops, restarts, and work of jobs that crashed.
    case interruptions(
      restarts: Int, preemptions: Int, resizes: Int, migrations: Int, failedJobs: Int)
    /// Any other class of the ledger.
    case other(LedgerClass)
  }

  public var kind: Kind
  /// Thousandths of an accelerator times nanoseconds.
  public var amount: Int128
  /// Accelerators on average over the run.
  public var accelerators: Double
  /// Share of all accelerator time, 0...1.
  public var share: Double
  /// The chips that lost most to this cause, with accelerators on average, largest first.
  public var chips: [ChipShare]

  /// The part of one kind of chip in a cause.
  public struct ChipShare: Hashable, Sendable {
    public var chip: String
    public var accelerators: Double
    public var capacity: Int

    public init(chip: String, accelerators: Double, capacity: Int) {
      self.chip = chip
      self.accelerators = accelerators
      self.capacity = capacity
    }
  }

  public init(
    kind: Kind, amount: Int128, accelerators: Double, share: Double, chips: [ChipShare] = []
  ) {
    self.kind = kind
    self.amount = amount
    self.accelerators = accelerators
    self.share = share
    self.chips = chips
  }
}
