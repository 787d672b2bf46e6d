public import KoineModel

/// Why no node of a cluster can ever hold a job.
public enum RejectionReason: Hashable, Sendable {
  /// The cluster has no accelerator of a kind that the job accepts.
  case noSuchChip
  /// The job asks for more accelerators of one kind than the cluster has.
  case tooFewAccelerators
  /// The job requires more accelerators this close together than any place has.
  case tooFewTogether(Locality)
  /// One task of the job asks for more accelerators than any node has.
  case nodeTooSmall
  /// One task of the job asks for more processors than any node with the right chip has.
  case tooFewProcessors
  /// One task of the job asks for more memory than any node with the right chip has.
  case tooLittleMemory
  /// The job names a model that cannot run on anything it accepts.
  case workCannotRun(model: String)
  /// The job's accelerators would draw more at work than the limit of power leaves beside idling.
  case tooMuchPower
  /// The circuits of no optical supernode can join as many nodes as the job requires; why, in words.
  case circuitsCannotJoin(String)
  /// No quota of the queue can ever hold the job.
  case aboveQuota(queue: String)
  /// No node has everything that the job asks for at once.
  case noCombination
}

/// Jobs that were rejected for the same reason.
public struct Rejection: Hashable, Sendable {
  public var reason: RejectionReason
  /// Chips of which the jobs accept any, as the workload writes them; empty for any chip at all.
  public var chips: [String]
  public var jobs: Int
  /// The smallest and the largest amount that a job of the group asks for of what is scarce:
  /// accelerators, thousandths of a core, MiB, or milliwatts, as the reason says.
  public var asked: ClosedRange<Int64>
  /// The most of it that the cluster has to offer in one place.
  public var available: Int64

  public init(
    reason: RejectionReason, chips: [String], jobs: Int, asked: ClosedRange<Int64>,
    available: Int64
  ) {
    self.reason = reason
    self.chips = chips
    self.jobs = jobs
    self.asked = asked
    self.available = available
  }
}
