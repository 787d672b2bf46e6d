public import KoineModel

/// Who may overtake a blocked job: what a reader needs to know of a backfill to judge withheld time.
public enum Overtaking: Hashable, Sendable {
  /// Nobody: strict order.
  case nobody
  /// Whoever fits.
  case anyone
  /// Whoever does not delay the first blocked job.
  case exceptDelayingFirst
  /// Whoever delays no job that came before.
  case exceptDelayingAnyone
  /// Whoever the next round has a turn for; between rounds nobody starts.
  case inRounds
}

/// What was run, in the words of the user: everything of a report that is not a result.
public struct RunDescription: Hashable, Sendable {
  public var topologyName: String
  /// One line about the cluster; empty for none.
  public var topologySummary: String
  /// What became of shares of the fleet that were asked for; `nil` if none were.
  public var fleet: FleetOutcome?
  public var accelerators: Int
  public var nodes: Int
  public var chipKinds: Int
  /// Whether the cluster is a number of identical one-accelerator nodes, which needs no more words.
  public var isFlat: Bool
  public var workloadName: String
  /// Whether the jobs were drawn by a generator instead of read from a trace.
  public var isGenerated: Bool
  public var jobs: Int
  /// When the last job is submitted, by the workload's clock.
  public var lastSubmission: Instant
  /// From the first submission to the last.
  public var submissions: Interval
  /// Short name of the policy; `nil` if it is composed of named parts.
  public var policyName: String?
  public var order: String
  public var placement: String
  public var backfill: String
  /// `none` if no job is ever stopped.
  public var preemption: String
  /// What shares accelerators out by rounds, instead of order, backfill and preemption; `none` if
  /// nothing does.
  public var allocator: String
  public var overtaking: Overtaking
  /// Whether the placement fills used nodes before it opens others.
  public var placementPacks: Bool
  public var seed: UInt64
  /// The time given with `--until`.
  public var until: Instant?
  /// How many times the nodes of the topology were taken.
  public var scale: Int
  /// Most power of all accelerators, W; `nil` for no limit.
  public var powerCap_w: Double?
  /// Whether jobs need quota of a queue before they may start.
  public var hasQueues: Bool
  /// Whether checkpoints at intervals by a formula can be asked for and would be new: nodes fail, it
  /// is known how often, and no formula sets the intervals yet.
  public var couldCheckpointByFormula: Bool
  /// Parameters of the policy that differ from their defaults.
  public var parameters: [Parameter]

  /// A parameter of the policy and its value, as the user would write them.
  public struct Parameter: Hashable, Sendable {
    /// Part and name: `order.exponent`.
    public var key: String
    public var value: String
  }

  public init(
    topology: Topology, workload: Workload, isGenerated: Bool, policyName: String?, order: String,
    placement: String, backfill: String, preemption: String = "none", allocator: String = "none",
    overtaking: Overtaking, placementPacks: Bool, seed: UInt64, until: Instant? = nil,
    scale: Int = 1,
    powerCap_w: Double? = nil, hasQueues: Bool = false,
    couldCheckpointByFormula: Bool = false,
    parameters: [(key: String, value: String)] = []
  ) {
    topologyName = topology.name
    topologySummary = topology.summary
    fleet = topology.fleet
    accelerators = topology.acceleratorCount
    nodes = topology.nodeCount
    isFlat = topology.name.hasPrefix("flat:")
    chipKinds = topology.acceleratorsByChip.count { $0 > 0 }
    workloadName = workload.name
    self.isGenerated = isGenerated
    jobs = workload.count
    lastSubmission = workload.submit.last ?? .zero
    submissions = lastSubmission - (workload.submit.first ?? .zero)
    self.policyName = policyName
    self.order = order
    self.placement = placement
    self.backfill = backfill
    self.preemption = preemption
    self.allocator = allocator
    self.overtaking = overtaking
    self.placementPacks = placementPacks
    self.seed = seed
    self.until = until
    self.scale = scale
    self.powerCap_w = powerCap_w
    self.hasQueues = hasQueues
    self.couldCheckpointByFormula = couldCheckpointByFormula
    self.parameters = parameters.map { Parameter(key: $0.key, value: $0.value) }
  }

  /// Whether a good part of a run over `span` only emptied the cluster after the last submission.
  func isLongEmptied(in span: Interval) -> Bool {
    until == nil && jobs > 1 && submissions.seconds < span.seconds * 0.9
  }

  /// The time for `--until` that cuts the run off at the last submission, rounded up.
  var untilLastSubmission: String {
    let seconds = Int(lastSubmission.seconds.rounded(.up))
    if seconds < 3600 { return "\(seconds)s" }
    let hours = (seconds + 3599) / 3600
    return hours % 24 == 0 ? "\(hours / 24)d" : "\(hours)h"
  }
}
