public import KoineMetrics
public import KoineModel

/// What a report is written from: the run and its results.
public struct RunReport: Sendable {
  public var run: RunDescription
  public var summary: Summary
  public var work: WorkNotes
  public var services: [ServiceUsage]
  /// Empty for a run without quotas.
  public var queues: [QueueUsage]

  public init(
    run: RunDescription, summary: Summary, work: WorkNotes = WorkNotes(),
    services: [ServiceUsage] = [], queues: [QueueUsage] = []
  ) {
    self.run = run
    self.summary = summary
    self.work = work
    self.services = services
    self.queues = queues
  }
}
