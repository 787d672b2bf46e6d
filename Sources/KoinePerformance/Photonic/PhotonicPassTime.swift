/// What the time of a pass through a model on photonic cards goes into.
public enum PhotonicPart: String, CaseIterable, Sendable {
  /// Writing weights into arrays.
  case weightUpdate
  /// Vectors streaming through arrays: the only part that does the work on light.
  case streaming
  /// Weights crossing from the host.
  case weightTransfer
  /// Vectors crossing between host and card, operator by operator.
  case vectorTransfer
  /// What does not run on light.
  case digital
}

/// The time and energy of one pass of a model on photonic cards.
public struct PhotonicPassTime: Hashable, Sendable {
  /// Time by what it goes into, s, in the order of ``PhotonicPart``. Where transfers overlap with
  /// light, the longer of the two has the time. The parts add up to the whole.
  public var parts_s: [Double]
  /// Energy of the cards; the digital part of a host is in the host's power.
  public var energy: PhotonicEnergy
  /// Where the weights stand between passes.
  public var weights: WeightPlace
  /// Whether linear operators run on light, or had to fall back.
  public var isOnLight: Bool
  /// Share of the pass's arithmetic that runs on light, 0...1.
  public var shareOnLight: Double
  /// Vectors that go through each matrix, and those at which setting weights takes half the time.
  public var vectors: Int
  public var halfPeakVectors: Double

  public var total_s: Double { parts_s.reduce(0, +) }

  public subscript(part: PhotonicPart) -> Double {
    get { parts_s[part.position] }
    set { parts_s[part.position] = newValue }
  }

  /// The part that takes the most time; ties go to the first.
  public var dominant: PhotonicPart {
    PhotonicPart.allCases.max { self[$0] < self[$1] } ?? .streaming
  }
}

extension PhotonicPart {
  fileprivate var position: Int {
    switch self {
    case .weightUpdate: 0
    case .streaming: 1
    case .weightTransfer: 2
    case .vectorTransfer: 3
    case .digital: 4
    }
  }
}
