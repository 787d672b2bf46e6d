import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Jobs for benchmarks: Poisson arrivals, exponential durations, sizes drawn from a list.
struct BenchWorkload {
  var jobs: Int
  var accelerators: Int
  /// Accelerator-seconds asked for over those there are.
  var load: Double
  var sizes: [Int32]
  /// Estimates are the duration times 1 to this much.
  var overestimate = 1.0
  var meanDuration_s = 3600.0

  /// Accelerators per job as in Seren (Hu et al., NSDI 2024, GPUs per job) up to 32, in hundredths.
  static let serenSizes: [Int32] =
    [Int32](repeating: 1, count: 55) + [Int32](repeating: 2, count: 11)
    + [Int32](repeating: 4, count: 3) + [Int32](repeating: 8, count: 29) + [16, 32]

  func make() -> Workload {
    var random = SplitMix64(state: 42)
    var workload = Workload(name: "generated")
    workload.tenantNames = ["tenant"]
    var interner = RequestInterner()
    let handles = sizes.map { interner.intern(Request(accelerators: $0)) }
    workload.requests = interner.requests
    let meanSize = Double(sizes.reduce(0) { $0 + Int($1) }) / Double(sizes.count)
    let gap_s = meanSize * meanDuration_s / (load * Double(accelerators))
    var now_s = 0.0
    for _ in 0..<jobs {
      now_s += -log(random.uniform()) * gap_s
      let duration_s = -log(random.uniform()) * meanDuration_s
      workload.submit.append(Instant(nanoseconds: Int64(now_s * 1e9)))
      workload.duration.append(Interval(nanoseconds: Int64(duration_s * 1e9)))
      let factor = 1 + random.uniform() * (overestimate - 1)
      workload.estimate.append(Interval(nanoseconds: Int64(duration_s * factor * 1e9)))
      workload.request.append(handles[Int(random.next() % UInt64(sizes.count))])
      workload.tenant.append(TenantHandle(0))
      workload.priority.append(0)
      workload.ending.append(.completes)
    }
    return workload
  }
}

/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// In (0, 1].
  mutating func uniform() -> Double { Double(next() >> 11 + 1) * 0x1p-53 }
}
