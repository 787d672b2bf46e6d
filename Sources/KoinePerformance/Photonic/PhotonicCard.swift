public import KoineModel

/// A photonic card with every figure that its speed needs.
///
/// The model is that of an array of `rows` x `columns` weights, `cores` of them, through which
/// vectors stream at `clock_hz`; see `docs/photonics.md` for the formulas.
public struct PhotonicCard: Hashable, Sendable {
  /// The chip's key, for messages.
  public var name: String
  public var design = PhotonicDesign.weightStationary
  public var rows: Int
  public var columns: Int
  public var cores: Int
  /// Wavelengths that one array of a dynamic crossbar sums over.
  public var wavelengths = 1
  /// How often each input streams through.
  public var passes = 1
  public var clock_hz: Double
  /// Time to set all weights of an array, s.
  public var weightUpdate_s: Double
  /// Time from the last vector's entry to its result, s.
  public var latency_s = 0.0
  /// Effective bits of a result; `nil` where unknown.
  public var precision_bits: Double?
  /// Bytes of an input, a weight and an output as they cross to the card and back.
  public var input_bytes = 1.0
  public var weight_bytes = 1.0
  public var output_bytes = 2.0
  /// Bandwidth between host and card that transfers reach, bytes/s; infinite leaves the host out.
  public var host_bytes_s = Double.infinity
  /// Whether the card computes while it transfers.
  public var overlapsTransfers = true
  /// Memory on the card that can hold weights, bytes.
  public var memory_bytes = 0.0
  /// Laser power and power that holds weights and controls the card, burnt over allocated time, W.
  public var laser_w = 0.0
  public var hold_w = 0.0
  public var energies = PhotonicEnergies()
  /// Names of the figures behind these that are estimates.
  public var estimates: [String] = []

  public init(
    name: String, rows: Int, columns: Int, cores: Int, clock_hz: Double, weightUpdate_s: Double
  ) {
    precondition(rows > 0 && columns > 0 && cores > 0 && clock_hz > 0, "an empty card")
    self.name = name
    self.rows = rows
    self.columns = columns
    self.cores = cores
    self.clock_hz = clock_hz
    self.weightUpdate_s = weightUpdate_s
  }

  /// Operations per second when every array works at every clock.
  public var peak_ops_s: Double {
    let depth = design == .dynamicCrossbar ? wavelengths : 1
    return 2 * Double(rows) * Double(columns) * Double(depth) * Double(cores) * clock_hz
      / Double(passes)
  }

  /// Vectors per tile at which streaming takes as long as setting the weights: half the peak.
  public var halfPeakVectors: Double { weightUpdate_s * clock_hz / Double(passes) }
}
