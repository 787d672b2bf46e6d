import KoineEngine
import KoineMetrics
import KoineModel
import Testing

/// Energy, bill and carbon of runs written by hand.
@Suite struct EnergyTests {
  /// Eight accelerators in one node for 10 hours from 06:00, one job of all of them from hour 2 to 6.
  private func scene(
    _ change: (inout Topology) -> Void = { _ in }, classes: [LedgerClass: Int64]? = nil
  ) -> Scene {
    var topology = Topology(name: "one")
    var chip = Chip(key: "acme/one", vendor: "acme", product: "one")
    chip.tdp_w = Figure(500, confidence: .vendor)
    chip.idle_w = Figure(100, confidence: .measured)
    topology.chips = [chip]
    var type = NodeType(name: "node", chip: ChipHandle(0), accelerators: 8)
    type.hostPower_w = Figure(1000, confidence: .thirdParty)
    topology.nodeTypes = [type]
    topology.region.name = "here"
    topology.region.pue = Figure(1.25, confidence: .press)
    topology.region.electricity_cny_per_kwh = Figure(0.5, confidence: .press)
    topology.region.carbon_g_per_kwh = Figure(600, confidence: .press)
    topology.append(NodeTypeHandle(0), count: 1, names: ["n"], racks: .nodesPerRack(1))
    change(&topology)
    let hour: Int64 = 3600
    let job = Scene.Job(
      submit: 2 * hour, start: 2 * hour, finish: 6 * hour, request: Request(accelerators: 8))
    let usual: [LedgerClass: Int64] = [.productive: 32 * hour, .freeIdle: 48 * hour]
    var scene = Scene(on: topology, jobs: [job], end: 10 * hour, ledger: [classes ?? usual])
    scene.workload.originWallClock_s = 6 * hour
    return scene
  }

  @Test func partsByHand() throws {
    let summary = scene().summary
    // 32 h x 500 W, 48 h x 100 W, 10 h x 1,000 W; times 1.25.
    #expect(summary.energyParts.busy.total == 16)
    #expect(summary.energyParts.idle.total == 4.8)
    #expect(summary.energyParts.lasers.total == 0)
    #expect(summary.energyParts.hosts.total == 10)
    #expect(isNear(summary.energy.total, 20.8))
    #expect(isNear(summary.facility.energy.total, 38.5))
    #expect(isNear(summary.facility.electricityCost.total, 19.25))
    #expect(isNear(summary.facility.carbon.total, 23.1))
    #expect(summary.facility.carbon.confidence == .press)
  }

  /// The job runs from 08:00 to 12:00, the run from 06:00 to 16:00.
  @Test func pricesFollowTheHours() {
    let summary = scene { topology in
      topology.region.electricityByHour = (0..<24).map { $0 < 12 ? 2 : 1 }
      topology.region.carbonByHour = (0..<24).map { (8..<10).contains($0) ? 0 : 1 }
    }.summary
    // 20 kWh of work at twice the price; 18.5 kWh standing, 6 of 10 hours at twice the price.
    #expect(isNear(summary.facility.electricityCost.total, 0.5 * (20 * 2 + 18.5 * 1.6)))
    // Half of the work and 8 of 10 hours of the rest.
    #expect(isNear(summary.facility.carbon.total, 0.6 * (20 * 0.5 + 18.5 * 0.8)))
  }

  /// What is allocated and does not work draws idle power; what is down draws nothing.
  @Test func classesDrawTheirPower() {
    let hour: Int64 = 3600
    let working: [LedgerClass] = [.productive, .communication, .imbalance, .checkpoint, .lost]
    for kind in LedgerClass.allCases {
      let summary = scene(classes: [kind: 80 * hour]).summary
      let power = kind == .down ? 0.0 : working.contains(kind) ? 500 : 100
      #expect(isNear(summary.energy.total, 80 * power / 1000), "\(kind)")
      #expect(summary.energyParts.hosts.total == (kind == .down ? 0 : 10), "\(kind)")
    }
  }

  @Test func workingPowerIsBetterThanDesignPower() {
    let summary = scene { $0.chips[0].busy_w = Figure(400, confidence: .measured) }.summary
    #expect(isNear(summary.energyParts.busy.total, 12.8))
  }

  /// Lasers of a card without a power of the whole burn while it is allocated, also reserved.
  @Test func lasersBurnOverAllocatedTime() {
    let hour: Int64 = 3600
    let classes: [LedgerClass: Int64] = [
      .productive: 20 * hour, .reservedIdle: 20 * hour, .freeIdle: 40 * hour,
    ]
    let photonic: (inout Topology) -> Void = { topology in
      topology.chips[0].tdp_w = nil
      topology.chips[0].photonic = PhotonicCore(rows: 64, columns: 64, cores: 1)
      topology.chips[0].photonic?.electronics_w = Figure(10, confidence: .estimate)
      topology.chips[0].photonic?.laser_w = Figure(5, confidence: .estimate)
      topology.chips[0].photonic?.hold_w = Figure(1, confidence: .estimate)
    }
    let summary = scene(photonic, classes: classes).summary
    #expect(isNear(summary.energyParts.busy.total, 0.2))
    #expect(isNear(summary.energyParts.lasers.total, 0.24))
    #expect(isNear(summary.energyParts.idle.total, 6))
    let whole = scene(
      { topology in
        photonic(&topology)
        topology.chips[0].tdp_w = Figure(20)
      }, classes: classes
    ).summary
    #expect(whole.energyParts.lasers.total == 0 && isNear(whole.energyParts.busy.total, 0.4))
  }

  @Test func whatIsMissingIsNamed() {
    let summary = scene { topology in
      topology.nodeTypes[0].hostPower_w = nil
      topology.region.pue = nil
      topology.region.carbon_g_per_kwh = nil
    }.summary
    #expect(isNear(summary.energy.total, 20.8))
    #expect(summary.facility.energy.total == nil && summary.facility.energy.known == 0)
    let missing = summary.facility.carbon.missing.map { "\($0.figure.name): \($0.chips)" }
    #expect(
      missing == ["PUE: [\"here\"]", "carbon intensity: [\"here\"]", "host power: [\"node\"]"])
  }
}

private func isNear(_ value: Double?, _ expected: Double) -> Bool {
  value.map { abs($0 - expected) <= 1e-9 * max(1, abs(expected)) } ?? false
}
