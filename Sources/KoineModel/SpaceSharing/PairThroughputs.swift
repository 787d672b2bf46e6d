/// What is left of the speed of work while other work runs on the same accelerators, as somebody
/// measured it.
///
/// Work is known by its name: the job type of a trace, or the model of a job.
public struct PairThroughputs: Sendable {
  /// Two kinds of work of one size on one kind of chip.
  public struct Pair: Hashable, Sendable {
    /// Name of the chip, as topologies have it.
    public var chip: String
    /// Of each of the two.
    public var accelerators: Int
    public var work: String
    /// What runs beside it.
    public var beside: String

    public init(chip: String, accelerators: Int, work: String, beside: String) {
      self.chip = chip
      self.accelerators = accelerators
      self.work = work
      self.beside = beside
    }
  }

  private var parts: [Pair: Double] = [:]

  /// A table in which nothing was measured.
  public init() {}

  /// Whether nothing was measured.
  public var isEmpty: Bool { parts.isEmpty }

  /// The part of its speed alone that the pair's work keeps, or `nil` where nobody measured it; 0 where
  /// the two do not fit together.
  public subscript(pair: Pair) -> Double? {
    get { parts[pair] }
    set { parts[pair] = newValue }
  }

  /// Names of the chips of which something is known, sorted.
  public var chips: [String] { Set(parts.keys.map(\.chip)).sorted() }

  /// Names of the work of which something is known, sorted.
  public var works: [String] { Set(parts.keys.map(\.work)).sorted() }
}
