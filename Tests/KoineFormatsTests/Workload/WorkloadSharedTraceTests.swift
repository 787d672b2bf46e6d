import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

private let tracesAreHere: Bool = SharedData.has("traces/STATISTICS.md")

/// The public traces, held against the figures that were measured from the same files by other
/// programs: `traces/STATISTICS.md` and `traces/README.md` of the shared data.
@Suite(.enabled(if: tracesAreHere, "needs the shared traces: set KOINE_SHARED"))
struct WorkloadSharedTraceTests {
  private func description(_ path: String) throws -> WorkloadDescription {
    WorkloadDescription(try WorkloadSource.load(sharedTrace(path)).workload)
  }

  @Test func phillyTable() throws {
    let philly = try description("philly/philly_gpu_jobs.csv.gz")
    #expect(philly.jobs == 82_247)
    #expect(philly.tenants.count == 15)
    // 978,078 GPU-hours.
    #expect(abs(philly.work_accelerator_s / 3600 - 978_078) < 1)
    // p5 ... p99 and the maximum, s.
    let published: [Double] = [48, 61, 115, 1_144, 2_932, 11_265, 43_646, 254_758]
    #expect(philly.duration_s.quantiles_s.map { $0.rounded() } == published)
    #expect(philly.duration_s.max_s == 4_628_226)
    #expect(abs(philly.arrivals.meanGap_s - 114.4) < 0.05)
    #expect(abs(philly.arrivals.coefficientOfVariation - 15.1) < 0.05)
    #expect(abs(philly.arrivals.zeroGapShare - 0.081) < 0.0005)
    let dispersion = philly.arrivals.windows.map { $0.indexOfDispersion.rounded() }
    #expect(dispersion == [10, 58, 161, 871])
    #expect(abs(philly.arrivals.windows[2].peakOverMean - 24.7) < 0.05)
    #expect(abs(philly.arrivals.windows[3].autocorrelation - 0.58) < 0.005)
    // Monday ... Sunday, percent.
    let days = philly.arrivals.dayShares.map { ($0 * 1000).rounded() / 10 }
    #expect(days == [12.3, 15.2, 16.3, 18.4, 20.6, 8.7, 8.5])
    // Jobs by GPUs, percent: 1, 2, 3-4, 5-8, 9-16.
    let sizes = philly.sizes.prefix(5).map { ($0.shareOfJobs * 1000).rounded() / 10 }
    #expect(sizes == [93.2, 2.2, 2.3, 2.0, 0.3])
  }

  @Test func phillyInBothFormsIsTheSame() throws {
    let table = try WorkloadSource.load(sharedTrace("philly/philly_gpu_jobs.csv.gz")).workload
    let swf = try WorkloadSource.load(sharedTrace("philly/philly_gpu_jobs.swf.gz")).workload
    #expect(table.submit == swf.submit)
    #expect(
      table.duration.map(\.nanoseconds).reduce(0, &+)
        == swf.duration.map(\.nanoseconds).reduce(0, &+))
    #expect(swf.originWallClock_s == 1_504_521_041)
    #expect(table.originWallClock_s == swf.originWallClock_s)
    #expect(Set(table.tenantNames) == Set(swf.tenantNames))
  }

  @Test func openbPods() throws {
    let (pods, repairs) = try WorkloadSource.load(sharedTrace("openb/openb_pod_list_default.csv"))
    #expect(repairs.isEmpty)
    #expect(pods.count == 8_152)
    let openb = WorkloadDescription(pods)
    let shares = Dictionary(uniqueKeysWithValues: openb.sizes.map { ($0.label, $0.shareOfJobs) })
    #expect(abs(shares["0", default: 0] - 0.133) < 0.0005)
    #expect(abs(shares["<1", default: 0] + shares["1", default: 0] - 0.857) < 0.0005)
    #expect(abs(openb.medianCores - 11.3) < 0.05)
    #expect(abs(openb.medianMemory_gib - 40.6) < 0.05)
    let requested = pods.request.reduce(0.0) {
      $0 + Double(pods.requests[$1.index].accelerators_milli) / 1000
    }
    #expect(abs(requested - 6_087) < 1, "if all pods stayed they would request 6,087 GPUs")
  }

  @Test func openbConstraintsAndListsWithoutTimes() throws {
    let constrained = try WorkloadSource.load(sharedTrace("openb/openb_pod_list_gpuspec33.csv"))
    let gpuPods = constrained.workload.request.count {
      constrained.workload.requests[$0.index].accelerators > 0
    }
    let named = constrained.workload.request.count {
      constrained.workload.requests[$0.index].chips != .none
    }
    #expect(abs(Double(named) / Double(gpuPods) - 0.338) < 0.0005)
    #expect(constrained.workload.chipSelections.contains(["V100M16", "V100M32"]))
    let plain = try WorkloadSource.load(sharedTrace("openb/openb_pod_list_multigpu20.csv"))
    #expect(plain.workload.count == 8_324)
    #expect(plain.workload.submit[8_323].seconds == 8_323)
  }

  @Test func kalosInBothForms() throws {
    let table = try WorkloadSource.load(sharedTrace("acme/kalos_completed_gpu_jobs_319.csv"))
    let converted = try WorkloadSource.load(sharedTrace("acme/converted_kalos_trace.csv"))
    #expect(table.workload.submit == converted.workload.submit)
    #expect(table.workload.duration == converted.workload.duration)
    let kalos = WorkloadDescription(table.workload)
    #expect(kalos.jobs == 319)
    #expect(abs(kalos.work_accelerator_s / 3600 - 456_843) < 1)
    #expect(abs(kalos.arrivals.meanGap_s - 24_464) < 1)
    #expect(abs(kalos.arrivals.coefficientOfVariation - 2.62) < 0.01)
    let published: [Double] = [21, 24, 42, 310, 2_174, 36_979, 94_767, 221_412]
    #expect(kalos.duration_s.quantiles_s.map { $0.rounded() } == published)
  }
}
