import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// What uplinks carry, and work that the clock cannot hold.
@Suite struct UplinkCapacityTests {
  /// A job on two racks of two nodes of eight accelerators, 100 units of 1 s, that wants 150 GB/s of each
  /// uplink.
  private func finish_s(
    interfaces: Int, interface_gb_s: Double?, oversubscription: Double, _ transfers: TransferModel,
    units: Double = 100
  ) -> Double? {
    var topology = Topology.equal(4, islands: [8], nodesPerRack: 2)
    topology.nodeTypes[0].networkInterfaces = interfaces
    topology.nodeTypes[0].networkInterface_gb_s = interface_gb_s.map { Figure($0) }
    topology.fabric.oversubscription = oversubscription
    var workload = Workload([JobSketch(at: 0, runs: 1, on: 32)])
    workload.give([(units, 0)], of: [ModelWork(model: "m", task: .training(globalBatch: 1))])
    let speeds = TableSpeeds([.init("m", nil, WorkSpeed(unit_ns: 1e9, uplink_gb_s: 150))])
    let log = simulate(
      workload, on: topology, policy: PolicySpecification.named("fifo")!,
      options: RunOptions(performance: Performance(speeds: speeds, transfers: transfers)))
    return log.finish[0].isReached ? (log.finish[0] - .zero).seconds : nil
  }

  /// Two nodes carry 2 x 8 x 25 = 400 GB/s where neither the number nor the bandwidth of interfaces is
  /// stated: one of 200 Gbit/s for each accelerator, as speeds of training have it. A fourth of that is
  /// 100 GB/s, two thirds of what the job wants, so that it takes 150 s.
  @Test(arguments: [TransferModel.fixed, .shared])
  func interfacesThatNobodyStatedAreOneAnAccelerator(transfers: TransferModel) {
    #expect(
      finish_s(interfaces: 0, interface_gb_s: nil, oversubscription: 1, transfers) == 100)
    #expect(
      finish_s(interfaces: 0, interface_gb_s: nil, oversubscription: 4, transfers) == 150)
    // 2 x 8 x 50 / 8 and 2 x 4 x 50 / 4.
    #expect(
      finish_s(interfaces: 0, interface_gb_s: 50, oversubscription: 8, transfers) == 150)
    #expect(
      finish_s(interfaces: 4, interface_gb_s: 50, oversubscription: 4, transfers) == 150)
    #expect(
      finish_s(interfaces: 4, interface_gb_s: 50, oversubscription: 4, .none) == 100)
  }

  /// 10^17 s are more than the clock has: such a job runs when the others are done, and is never
  /// completed at some time that means nothing.
  @Test func workWithoutEndIsNeverDone() {
    #expect(
      finish_s(interfaces: 8, interface_gb_s: 50, oversubscription: 1, .shared, units: 1e17) == nil)
    #expect(
      finish_s(interfaces: 8, interface_gb_s: 50, oversubscription: 1, .none, units: 1e17) == nil)
  }
}
