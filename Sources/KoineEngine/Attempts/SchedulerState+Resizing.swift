public import KoineModel

/// The verbs of policies under which jobs grow and shrink.
extension SchedulerState {
  /// The requests that a job may have, by accelerators ascending.
  public func sizes(of job: JobHandle) -> [RequestHandle] { workload.sizes(of: job) }

  /// What one of ``sizes(of:)`` asks for.
  public func demand(of request: RequestHandle) -> Demand { demands[request.index] }

  /// The request of the job's present or next attempt.
  public func request(of job: JobHandle) -> RequestHandle { workload.request[job.index] }

  /// Gives a waiting job another of its sizes, which holds until it gets another.
  ///
  /// - Parameter key: under which the job waits.
  public mutating func resize(_ job: JobHandle, key: Int64, to request: RequestHandle) {
    guard workload.request[job.index] != request else { return }
    let arrivals = arrivalCount
    waitingDemands.remove(rank: demand(of: job).sizeRank)
    _ = waiting.remove(at: waiting.position(of: job, key: key))
    workload.request[job.index] = request
    enqueue(job, key: key)
    arrivalCount = arrivals
  }

  /// What stopping the job now and going on costs of its time.
  public func stopCost(of job: JobHandle) -> Interval {
    let cost = attempts.costs[workload.request[job.index].index]
    return cost.save + cost.restore
  }

  /// Whole accelerators of a chip that are free.
  public func freeAccelerators(of chip: ChipHandle) -> Int {
    var free: Int64 = 0
    for pool in 0..<cluster.poolCount where cluster.pools[pool].chip == chip {
      free += cluster.poolFree_milli[pool]
    }
    return Int(free / 1000)
  }
}
