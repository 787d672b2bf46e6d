import Foundation
public import KoineModel

/// The queues of queueing theory: single-processor jobs that arrive at random.
public enum ServerQueue {
  /// Poisson arrivals at `rate` per second with service times drawn by `service`, in seconds.
  public static func workload(
    jobs: Int, rate: Double, seed: UInt64, service: (inout SplitMix64) -> Double
  ) -> Workload {
    var random = SplitMix64(seed: seed)
    var workload = Workload(name: "queue")
    var clock = 0.0
    for _ in 0..<jobs {
      clock += -log(random.unit()) / rate
      let duration = Interval(seconds: service(&random))
      workload.submit.append(.zero + Interval(seconds: clock))
      workload.duration.append(duration)
      workload.estimate.append(duration)
    }
    workload.request = Array(repeating: RequestHandle(0), count: jobs)
    workload.tenant = Array(repeating: TenantHandle(0), count: jobs)
    workload.priority = Array(repeating: 0, count: jobs)
    workload.ending = Array(repeating: .completes, count: jobs)
    workload.requests = [Request(accelerators: 1)]
    workload.tenantNames = ["somebody"]
    return workload
  }

  /// When each job starts, first come first served: as soon as it is there and the first of the servers
  /// is free. The recursion of Kiefer and Wolfowitz, 1955.
  public static func starts(of workload: Workload, servers: Int) -> [Instant] {
    var freeFrom = [Instant](repeating: .zero, count: servers)
    return (0..<workload.count).map { job in
      let server = freeFrom.indices.min { freeFrom[$0] < freeFrom[$1] }!
      let start = max(workload.submit[job], freeFrom[server])
      freeFrom[server] = start + workload.duration[job]
      return start
    }
  }

  /// The mean and the half width of its 99 % confidence interval, by batch means: the first tenth is
  /// left out, the rest is cut into 20 batches, and Student's t with 19 degrees of freedom applies.
  public static func interval(of values: [Double]) -> (mean: Double, halfWidth: Double) {
    let settled = values.dropFirst(values.count / 10)
    let batches = 20
    let size = settled.count / batches
    let means = (0..<batches).map { batch in
      settled.dropFirst(batch * size).prefix(size).reduce(0, +) / Double(size)
    }
    let mean = means.reduce(0, +) / Double(batches)
    let variance =
      means.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(batches - 1)
    // 2.8609 is the 99.5 % quantile.
    return (mean, 2.8609 * (variance / Double(batches)).squareRoot())
  }
}
