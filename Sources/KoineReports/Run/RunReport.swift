public import KoineMetrics

/// What a report is written from: the run and its results.
public struct RunReport: Sendable {
  public var run: RunDescription
  public var summary: Summary
  public var work: WorkNotes

  public init(run: RunDescription, summary: Summary, work: WorkNotes = WorkNotes()) {
    self.run = run
    self.summary = summary
    self.work = work
  }
}
