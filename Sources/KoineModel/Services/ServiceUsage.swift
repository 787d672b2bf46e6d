/// How a service did in a run.
public struct ServiceUsage: Hashable, Sendable {
  public var name: String
  public var model: String
  /// Key of the chip that served it, and accelerators of one replica.
  public var chip: String
  public var acceleratorsPerReplica: Int
  /// Replicas that ran, on average over the run, and that the load wanted.
  public var meanReplicas: Double
  public var meanWanted: Double
  /// Requests that came, and that found capacity.
  public var offeredRequests: Double
  public var servedRequests: Double
  /// Mean over the requests served; `nil` when none was.
  public var timeToFirstToken_s: Double?
  /// `nil` also where the model generates nothing.
  public var timePerOutputToken_s: Double?
  /// Output tokens per second, on average over the run; `nil` where the model generates nothing.
  public var tokens_per_s: Double?
  /// Share of the replicas' time that was reserved but had no load, 0...1.
  public var idleShare: Double
  /// Names of the figures behind the speeds that are estimates.
  public var estimates: [String]

  public init(
    name: String, model: String, chip: String, acceleratorsPerReplica: Int, meanReplicas: Double,
    meanWanted: Double, offeredRequests: Double, servedRequests: Double,
    timeToFirstToken_s: Double?, timePerOutputToken_s: Double?, tokens_per_s: Double?,
    idleShare: Double, estimates: [String]
  ) {
    self.name = name
    self.model = model
    self.chip = chip
    self.acceleratorsPerReplica = acceleratorsPerReplica
    self.meanReplicas = meanReplicas
    self.meanWanted = meanWanted
    self.offeredRequests = offeredRequests
    self.servedRequests = servedRequests
    self.timeToFirstToken_s = timeToFirstToken_s
    self.timePerOutputToken_s = timePerOutputToken_s
    self.tokens_per_s = tokens_per_s
    self.idleShare = idleShare
    self.estimates = estimates
  }

  /// Share of the requests that were served within the promises; `nil` when none came.
  public var objectiveAttainment: Double? {
    offeredRequests > 0 ? servedRequests / offeredRequests : nil
  }
}

extension Workload {
  /// Whether `job` is a replica of a service.
  public func isReplica(_ job: Int) -> Bool { !service.isEmpty && service[job] != .none }
}
