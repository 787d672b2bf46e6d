import Foundation
import KoineFormats
import KoineModel
import KoineReports
import Testing

@testable import KoineExperiments

/// Shares of a fleet, rates of failures, and the shipped studies.
struct FleetTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let cache = InputCache(TopologyResolver(catalogue: root.path + "/Topologies"))

  private static func topology(_ name: String, _ shares: [FleetMix.Share]) throws -> Topology {
    var plan = RunPlan(Scenario())
    plan.fleet = FleetMix(shares)
    return try cache.topology(name, plan)
  }

  private static func share(
    of topology: Topology, where isCounted: (Chip) -> Bool
  ) -> Double {
    let counts = topology.acceleratorsByChip
    let counted = topology.chips.indices.reduce(0) {
      $0 + (isCounted(topology.chips[$1]) ? counts[$1] : 0)
    }
    return Double(counted) / Double(topology.acceleratorCount)
  }

  @Test(arguments: [0, 0.083, 0.3, 0.5, 1]) func domesticShare(share: Double) throws {
    let mixed = try Self.topology("fleet-2024", [.init(kind: "domestic", share: share)])
    #expect(abs(Self.share(of: mixed) { $0.country == "CN" } - share) < 0.005)
    #expect(abs(mixed.acceleratorCount - 10_000) < 100)
    #expect(mixed.nodeNames.runs.last?.nodes.upperBound == mixed.nodeCount)
    #expect(mixed.rackOfNode.allSatisfy { (0..<mixed.rackCount).contains($0.index) })
  }

  @Test func severalSharesAtOnce() throws {
    let shares = [
      FleetMix.Share(kind: "domestic", share: 0.6), .init(kind: "photonic", share: 0.2),
      .init(kind: "nvidia", share: 0.4),
    ]
    let mixed = try Self.topology("fleet-2029", shares)
    #expect(abs(Self.share(of: mixed) { $0.country == "CN" } - 0.6) < 0.02)
    #expect(abs(Self.share(of: mixed) { $0.photonic != nil } - 0.2) < 0.02)
  }

  /// One supernode of 512 is a quarter of the cluster: pools change by nodes where it would not fit.
  @Test(arguments: [0.1, 0.2, 0.3, 0.4, 0.5]) func aLargeSupernodeIsCut(share: Double) throws {
    let mixed = try Self.topology("shanghai-mixed", [.init(kind: "photonic", share: share)])
    #expect(abs(Self.share(of: mixed) { $0.photonic != nil } - share) < 0.01)
    #expect(abs(mixed.acceleratorCount - 2000) <= 20)
    #expect(mixed.fleet?.isNear == true && mixed.fleet?.sentence == nil)
    #expect(!mixed.summary.contains("2,000") && mixed.summary.hasSuffix("shares changed by fleet"))
  }

  /// Of 36 accelerators in nodes of eight and four no choice has these shares.
  @Test func whatIsMissedIsSaid() throws {
    let shares = [
      FleetMix.Share(kind: "domestic", share: 0.5), .init(kind: "photonic", share: 0.3),
    ]
    let mixed = try Self.topology("tiny", shares)
    let fleet = try #require(mixed.fleet)
    #expect(fleet.before == 36 && fleet.now == mixed.acceleratorCount)
    #expect(abs(fleet.now - 36) <= 4 && !fleet.isNear)
    let sentence = try #require(fleet.sentence)
    #expect(
      sentence.hasPrefix("The fleet has ") && sentence.contains("% domestic (asked for 50.0 %)"))
    var study = Study(try ScenarioDocument(subject: "tiny"))
    study.axes = [try StudyAxis(parsing: "fleet.photonic=0,0.5")]
    let notes = try Sweep(study).fleetNotes(Self.cache)
    #expect(!notes.isEmpty && notes.allSatisfy { $0.contains("% photonic (asked for ") })
  }

  @Test func publishedYears() {
    #expect(FleetMix.domesticShare(in: 2022) == 0.083)
    #expect(abs(FleetMix.domesticShare(in: 2024) - 0.174) < 1e-12)
    #expect(FleetMix.domesticShare(in: 2029) == 0.5)
  }

  @Test func impossibleShares() {
    let wrong: [([FleetMix.Share], String)] = [
      (
        [.init(kind: "photonic", share: 0.1)],
        "fleet-2024: fleet: the cluster has no accelerator of 'photonic' that could become more"
      )
    ]
    for (shares, message) in wrong {
      do throws(InputError) {
        var plan = RunPlan(Scenario())
        plan.fleet = FleetMix(shares)
        _ = try Self.cache.topology("fleet-2024", plan)
        Issue.record("not refused")
      } catch {
        #expect(error.diagnostics.map(\.description) == [message])
      }
    }
    #expect(throws: FleetRefusal.self) {
      _ = try FleetMix([.init(kind: "photonic", share: 0.3), .init(kind: "domestic", share: 0.1)])
        .apply(to: try Self.topology("fleet-2029", []))
    }
  }

  @Test func failureRatesScaleModelsOnly() throws {
    let resolver = Self.cache.resolver
    let model: FaultFile? = try FaultFile("llama3-2024", resolver)
    let often = try #require(try model.failing(6.3)?.rates(on: .flat(100))?.node_per_s)
    let usual = try #require(try model.failing(nil)?.rates(on: .flat(100))?.node_per_s)
    // Not 6.3 times as often: repairs take their time, whatever the rate. A server fails after 264 days;
    // the mean of its log-normal repairs is the median times exp(sigma^2 / 2).
    let failure_h = 264.0 * 24
    let repair_h = 20.4 * exp(2.1 * 2.1 / 2)
    let ratio = (failure_h + repair_h) / (failure_h / 6.3 + repair_h)
    #expect(abs(often / usual / ratio - 1) < 1e-9)
    #expect(try model.failing(0).map { _ in true } == nil)
    do throws(InputError) {
      _ = try FaultFile?.none.failing(2)
      Issue.record("not refused")
    } catch {
      #expect(
        error.diagnostics.map(\.description) == [
          "failure_rate: needs faults that name a model: a trace says itself when nodes fail"
        ])
    }
  }

  @Test func shippedStudiesAreRight() throws {
    let folder = Self.root.path + "/Topologies/studies"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { StudyReader.isStudy(path: "\(folder)/\($0)") }.sorted()
    #expect(
      files == ["domestic-share.yaml", "photonic-share.yaml", "supernodes-under-faults.yaml"])
    for file in files {
      let sweep = try Sweep(try StudyReader().study(path: "\(folder)/\(file)"))
      let runner = Runner(sweep.study.document, measures: sweep.measures, cache: Self.cache)
      try runner.check(sweep.requests)
      #expect(!sweep.study.notes.isEmpty && sweep.study.title != nil)
      for request in sweep.requests {
        let scenario = try sweep.study.document.scenario(request.settings, .all)
        let topology = try Self.cache.topology(scenario.topology!, RunPlan(scenario))
        #expect(topology.acceleratorCount > 2000)
      }
    }
  }
}
