/// What a job does with a neural network, so that its duration follows from where it runs.
///
/// Amounts of work are counted in units: tokens for models of text, samples for all others.
public struct ModelWork: Hashable, Sendable {
  /// Learning or answering.
  public enum Task: Hashable, Sendable {
    /// Training with this many sequences (or samples) per step over all accelerators together.
    case training(globalBatch: Int)
    /// Answering a fixed set of requests, as many at once as memory allows.
    case batchInference(prompt: Int, output: Int)
  }

  /// Name of the neural network in the catalogue of models.
  public var model: String
  public var task: Task
  /// Tokens per sequence; `nil` for the model's own default.
  public var sequenceLength: Int?
  /// Significant bits that answers must have, where the model bears fewer than 16-bit formats have: what
  /// photonic cards are asked for. `nil` for those of the format.
  public var bits: Int?

  public init(model: String, task: Task, sequenceLength: Int? = nil, bits: Int? = nil) {
    self.model = model
    self.task = task
    self.sequenceLength = sequenceLength
    self.bits = bits
  }
}

/// The widest step that a job's traffic takes: the narrowest domain that holds all its nodes.
public enum PlacementSpread: UInt8, CaseIterable, Comparable, Sendable, BitwiseCopyable {
  case node
  case supernode
  case rack
  /// Several racks: the traffic crosses their uplinks.
  case fabric

  public static func < (a: PlacementSpread, b: PlacementSpread) -> Bool { a.rawValue < b.rawValue }
}

extension Topology {
  /// How far apart the nodes of a job can be.
  public var widestSpread: PlacementSpread { rackCount > 1 ? .fabric : .rack }
}

/// How fast a kind of work runs on a kind of placement, and where its time goes there.
public struct WorkSpeed: BitwiseCopyable, Hashable, Sendable {
  /// Time for one unit of work, nanoseconds, when nobody else loads the network.
  public var unit_ns: Double
  /// Share of that time in which accelerators wait for transfers, millionths.
  public var communication_ppm: Int32
  /// Share of that time in which faster accelerators wait for slower ones, millionths.
  public var imbalance_ppm: Int32
  /// Traffic over the uplink of each rack that the job touches, GB/s in one direction, on average at
  /// full speed; 0 within one rack.
  public var uplink_gb_s: Double

  /// - Precondition: `unit_ns` is positive; the shares are not negative and at most a million
  ///   together.
  public init(
    unit_ns: Double, communication_ppm: Int32 = 0, imbalance_ppm: Int32 = 0,
    uplink_gb_s: Double = 0
  ) {
    precondition(unit_ns > 0 && unit_ns.isFinite && uplink_gb_s >= 0)
    precondition(communication_ppm >= 0 && imbalance_ppm >= 0)
    precondition(Int(communication_ppm) + Int(imbalance_ppm) <= 1_000_000)
    self.unit_ns = unit_ns
    self.communication_ppm = communication_ppm
    self.imbalance_ppm = imbalance_ppm
    self.uplink_gb_s = uplink_gb_s
  }
}

/// Tells the engine how fast work runs; asked once for each kind of work and placement.
public protocol SpeedSource: Sendable {
  /// The speed of `work` on `accelerators` of `pool`, as far apart as `spread`; `nil` where it cannot
  /// run: too little memory, no known speed, no plan that divides.
  ///
  /// The same arguments give the same answer. Work that cannot run on the widest spread of a pool is
  /// never placed there.
  func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed?

  /// The speed of `work` on chips of several kinds together, as far apart as `spread`; `nil` where it
  /// cannot run, as on any mix for a source that knows none.
  func speed(
    of work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> WorkSpeed?

  /// The part of its speed that `work` keeps, above 0 and at most 1 or a little more, while `neighbour`
  /// runs on the same `accelerators` of `pool`; `nil` or 0 where the two cannot share them, as for a
  /// source that knows nothing of pairs.
  func part(
    of work: ModelWork, beside neighbour: ModelWork, accelerators: Int, on pool: PoolHandle
  ) -> Double?
}

extension SpeedSource {
  public func part(
    of work: ModelWork, beside neighbour: ModelWork, accelerators: Int, on pool: PoolHandle
  ) -> Double? { nil }

  public func speed(
    of work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> WorkSpeed? { nil }
}

/// The accelerators of one kind among those that work on one job together.
public struct WorkPart: Hashable, Sendable {
  /// A pool of that kind: of several, the one with most accelerators.
  public var pool: PoolHandle
  public var accelerators: Int

  public init(pool: PoolHandle, accelerators: Int) {
    self.pool = pool
    self.accelerators = accelerators
  }
}

/// What jobs that share the uplinks of racks do to each other.
public enum TransferModel: String, CaseIterable, Sendable {
  /// Uplinks carry everything.
  case none
  /// A job gets its accelerators' part of each uplink, whatever others do.
  case fixed
  /// Jobs share uplinks by max-min fairness; every start and end changes the speed of those it meets.
  case shared
}
