/// Where a job stands when the run ends.
public enum JobState: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Not yet submitted when the run ended.
  case pending
  case waiting
  case running
  case completed
  case failed
  case cancelled
  /// No node of the cluster can ever hold it.
  case rejected
}
