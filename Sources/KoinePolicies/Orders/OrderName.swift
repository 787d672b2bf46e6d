/// The order in which waiting jobs are considered.
public enum OrderName: String, CaseIterable, Sendable {
  case fifo, shortest
  case shortestTrue = "shortest-true"
  case smallest, largest, priority, wfp3, f1, f2, f3, f4, edf, srtf, las, tiresias, gittins
  case gandiva, themis
  case fairShare = "fair-share"
  case drf

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .fifo: "by arrival"
    case .shortest: "shortest estimate first"
    case .shortestTrue: "shortest true duration first (an oracle)"
    case .smallest: "fewest accelerators first"
    case .largest: "most accelerators first"
    case .priority: "highest priority first"
    case .wfp3: "largest (wait / estimate)^3 x accelerators first, re-ranked at every pass"
    case .f1: "smallest log10(estimate) x accelerators + 870 log10(submission) first"
    case .f2: "smallest sqrt(estimate) x accelerators + 25,600 log10(submission) first"
    case .f3: "smallest estimate x accelerators + 6,860,000 log10(submission) first"
    case .f4: "smallest estimate x sqrt(accelerators) + 530,000 log10(submission) first"
    case .edf: "earliest deadline first"
    case .srtf: "shortest remaining time first"
    case .las: "least attained service first"
    case .tiresias: "queues of attained service, by arrival within each"
    case .gittins: "highest Gittins index of attained service first"
    case .gandiva: "whoever has waited longest since it last ran first: time slices in turn"
    case .themis: "worst finish-time fairness first"
    case .fairShare: "highest priority of age, fair share, size and class first, as Slurm's"
    case .drf: "the tenant with the smallest dominant share first"
    }
  }
}
