public import KoineEngine
public import KoineModel

/// The kind of chip that suits the job best, and of its nodes the one that is left with least.
///
/// What suits is a weighted sum, least first: how much slower the job is on the chip than on the
/// fastest that it accepts, how much more energy and rent its work takes than on the cheapest, and how
/// badly others need the chip (``ChipScores``). A job starts on the best chip that has room now.
public struct Affinity: Placement {
  private static let speed = PolicyParameter.number(
    "speed", in: 0...100, default: 1, "what a run twice as long as on the fastest chip counts")
  private static let energy = PolicyParameter.number(
    "energy", in: 0...100, default: 0.2, "what twice the energy of the thriftiest chip counts")
  private static let rent = PolicyParameter.number(
    "rent", in: 0...100, default: 0.2, "what twice the rent of the cheapest chip counts")
  private static let scarcity = PolicyParameter.number(
    "scarcity", in: 0...100, default: 1,
    "what a chip counts that only others' work can run on and that they could fill")
  private static let limit = PolicyParameter.number(
    "limit", in: 0.1...1000, default: 1000, scale: .logarithmic,
    "jobs wait rather than take a chip that counts so much more than their best")
  private static let split = PolicyParameter.choice(
    "split", among: ["no", "yes"], default: "no",
    "whether training jobs run on two of their chips at once where that ends sooner than waiting")
  static let parameters = [speed, energy, rent, scarcity, limit, split]

  /// Whether jobs may be split over kinds of chips.
  static func splits(_ values: ParameterValues) -> Bool { values.choice(split) == "yes" }

  public let chipPreference: ChipPreference?
  public var judgesNodesAlone: Bool { true }

  /// - Complexity: O(requests^2 x chips) once.
  public init(
    _ values: ParameterValues, _ workload: Workload, _ topology: Topology,
    _ speeds: (any SpeedSource)?
  ) {
    let scores = ChipScores(workload, topology, speeds)
    chipPreference = scores.preference(
      ChipWeights(
        speed: values.number(Self.speed), energy: values.number(Self.energy),
        rent: values.number(Self.rent), scarcity: values.number(Self.scarcity),
        limit: values.number(Self.limit)))
  }

  public mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    Self.node(for: task, in: cluster)
  }

  /// The pools of a task come chip by chip in the order of its preference.
  @inline(__always)
  static func node(for task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.nodeOfFirstChip(for: task)
  }
}
