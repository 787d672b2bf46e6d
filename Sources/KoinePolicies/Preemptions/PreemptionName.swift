/// Which running jobs stop, or move, for waiting ones.
public enum PreemptionName: String, CaseIterable, Sendable {
  case none, rank, rounds, defragment

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .none: "a job that runs runs to its end"
    case .rank: "at every event, whoever ranks lower stops for whoever ranks higher"
    case .rounds: "in rounds of equal length, at whose beginning all jobs are ranked anew"
    case .defragment: "nobody stops; jobs that run move together where that lets the first start"
    }
  }
}
