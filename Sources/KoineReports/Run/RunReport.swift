public import KoineMetrics

/// What a report is written from: the run and its results.
public struct RunReport: Sendable {
  public var run: RunDescription
  public var summary: Summary

  public init(run: RunDescription, summary: Summary) {
    self.run = run
    self.summary = summary
  }
}
