public import KoineMetrics
public import KoineModel

/// What a report is written from: the run and its results.
public struct RunReport: Sendable {
  public var run: RunDescription
  public var summary: Summary
  public var work: WorkNotes
  public var services: [ServiceUsage]

  public init(
    run: RunDescription, summary: Summary, work: WorkNotes = WorkNotes(),
    services: [ServiceUsage] = []
  ) {
    self.run = run
    self.summary = summary
    self.work = work
    self.services = services
  }
}
