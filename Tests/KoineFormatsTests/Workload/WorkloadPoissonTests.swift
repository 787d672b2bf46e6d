import KoineFormats
import KoineModel
import KoineStatistics
import Testing

@Suite struct WorkloadPoissonTests {
  /// Exponential gaps and durations: means as set, CV 1; four standard errors of 100,000 draws.
  @Test func exponentialGapsAndDurations() {
    let poisson = PoissonWorkload(
      jobs: 100_000, meanGap_s: 2, durations: .exponential(mean_s: 7),
      sizes: [(1, 3), (8, 1)], largestEstimateFactor: 3)
    let workload = poisson.workload(seed: 1)
    #expect(isValid(workload))
    let found = WorkloadDescription(workload)
    #expect(abs(found.arrivals.meanGap_s - 2) < 0.026)
    #expect(abs(found.arrivals.coefficientOfVariation - 1) < 0.02)
    #expect(abs(found.arrivals.windows[0].indexOfDispersion - 1) < 0.1)
    #expect(abs(found.duration_s.mean_s - 7) < 0.09)
    #expect(abs(found.meanAccelerators - 2.75) < 0.04)
    #expect(abs(poisson.meanBusyAccelerators - 2.75 * 3.5) < 1e-9)
    #expect(zip(workload.duration, workload.estimate).allSatisfy { $0 <= $1 })
  }

  @Test func fixedDurations() {
    let workload = PoissonWorkload(jobs: 10, meanGap_s: 1, durations: .fixed(seconds: 1.5))
      .workload(seed: 1)
    #expect(workload.duration.allSatisfy { $0.nanoseconds == 1_500_000_000 })
    #expect(workload.estimate == workload.duration)
  }
}
