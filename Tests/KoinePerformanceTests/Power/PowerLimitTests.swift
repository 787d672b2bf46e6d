import KoineModel
import KoinePerformance
import KoineTestSupport
import Testing

/// From watts of chips to the whole numbers of the scheduler.
@Suite struct PowerLimitTests {
  private func topology(_ change: (inout Chip) -> Void) -> Topology {
    var topology = Topology.equal(2, islands: [4])
    change(&topology.chips[0])
    return topology
  }

  private func refusal(_ limit_w: Double, _ topology: Topology) -> String? {
    do throws(PowerRefusal) {
      _ = try PowerCap(limit_w: limit_w).limit(on: topology)
      return nil
    } catch { return error.description }
  }

  @Test func figuresAreThoseOfTheEnergy() throws {
    let digital = topology { chip in
      chip.idle_w = Figure(100)
      chip.tdp_w = Figure(500)
    }
    #expect(
      try PowerCap(limit_w: 2000).limit(on: digital)
        == PowerLimit(room_mw: 1_200_000, added_mw: [400_000]))
    let measured = topology { chip in
      chip.idle_w = Figure(100)
      chip.tdp_w = Figure(500)
      chip.busy_w = Figure(450.0004)
    }
    #expect(try PowerCap(limit_w: 800).limit(on: measured).added_mw == [350_001])
    let photonic = topology { chip in
      chip.idle_w = Figure(1)
      var core = PhotonicCore()
      core.electronics_w = Figure(10)
      core.laser_w = Figure(5)
      core.hold_w = Figure(2)
      chip.photonic = core
    }
    #expect(try PowerCap(limit_w: 8).limit(on: photonic).added_mw == [16_000])
  }

  @Test func refusalsSayWhatIsMissing() {
    let bare = topology { $0.tdp_w = Figure(500) }
    #expect(
      refusal(2000, bare)
        == "needs the power of every chip at work and idle, which is unknown of test/chip")
    let low = topology { chip in
      chip.idle_w = Figure(100)
      chip.tdp_w = Figure(500)
    }
    #expect(
      refusal(799, low)
        == "is less than what the accelerators draw when nothing runs, 800 W")
  }
}
