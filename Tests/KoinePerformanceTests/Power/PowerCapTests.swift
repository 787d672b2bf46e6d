import KoineModel
import KoinePerformance
import Testing

/// Clocks under a limit of power.
@Suite struct PowerCapTests {
  private var chip: Chip {
    var chip = Chip(key: "acme/one", vendor: "acme", product: "one")
    chip.tdp_w = Figure(500)
    chip.idle_w = Figure(100)
    return chip
  }

  @Test func aDrawIsSplit() throws {
    let working = try #require(PowerDraw(chip, isWorking: true))
    #expect(working == PowerDraw(standing_w: 100, working_w: 400))
    #expect(PowerDraw(chip, isWorking: false) == PowerDraw(standing_w: 100))
    var bare = chip
    bare.idle_w = nil
    #expect(PowerDraw(bare, isWorking: true) == PowerDraw(working_w: 500))
    #expect(PowerDraw(bare, isWorking: false) == nil)
  }

  @Test func lasersStandWhileAllocated() throws {
    var card = chip
    card.tdp_w = nil
    card.idle_w = Figure(1)
    card.photonic = PhotonicCore()
    card.photonic?.electronics_w = Figure(10)
    card.photonic?.laser_w = Figure(6)
    #expect(PowerDraw(card, isWorking: true) == PowerDraw(standing_w: 7, working_w: 9))
    #expect(PowerDraw(card, isWorking: false) == PowerDraw(standing_w: 7))
    #expect(
      PowerDraw(card, isWorking: false, isAllocated: false) == PowerDraw(standing_w: 1))
  }

  /// Ten at work draw 5,000 W. Of 3,000 W, 2,000 are left for work at full clock's 4,000: with a
  /// square law the clock is 0.7071.
  @Test func theClockByHand() throws {
    let draw = PowerDraw(standing_w: 100, working_w: 400) * 10
    let cap = PowerCap(limit_w: 3000, exponent: 2, leastClock: 0.5)
    let clock = try #require(cap.clock(for: draw))
    #expect(isNear(clock, 0.5.squareRoot()))
    #expect(isNear(PowerCap.slowdown(clock: clock), 2.0.squareRoot()))
    #expect(isNear(PowerCap.slowdown(clock: 0.5, computeShare: 0.5), 1.5))
    #expect(PowerCap(limit_w: 5000).clock(for: draw) == 1)
    // Half the clock needs 1,000 + 1,000 W.
    #expect(PowerCap(limit_w: 1999, exponent: 2, leastClock: 0.5).clock(for: draw) == nil)
    #expect(PowerCap(limit_w: 900).clock(for: draw) == nil)
    // At the lowest clock each takes 200 W: fifteen fit 3,000 W.
    let one = PowerDraw(standing_w: 100, working_w: 400)
    #expect(cap.room(for: one, beside: PowerDraw()) == 15)
    #expect(cap.room(for: one, beside: draw) == 5)
  }

  /// A clock keeps the limit, uses all of it, and never rises with more draw or a lower limit.
  @Test func clocksKeepTheLimit() {
    for seed in UInt64(1)...300 {
      var draw = Draw(seed: seed)
      let power = PowerDraw(standing_w: draw.magnitude(0...4), working_w: draw.magnitude(0...4))
      let cap = PowerCap(
        limit_w: draw.magnitude(0...5), exponent: 1 + Double(draw.integer(0...20)) / 10)
      let clock = cap.clock(for: power)
      if let clock {
        let reached = cap.power_w(of: power, clock: clock)
        #expect(reached <= cap.limit_w * (1 + 1e-9), "seed \(seed)")
        #expect(clock == 1 || isNear(reached, cap.limit_w), "seed \(seed)")
      } else {
        #expect(cap.power_w(of: power, clock: cap.leastClock) > cap.limit_w, "seed \(seed)")
      }
      var lower = cap
      lower.limit_w /= 2
      #expect((lower.clock(for: power) ?? 0) <= (clock ?? 0) * (1 + 1e-12), "seed \(seed)")
      let more = power + PowerDraw(standing_w: 1, working_w: 5)
      #expect((cap.clock(for: more) ?? 0) <= (clock ?? 0) * (1 + 1e-12), "seed \(seed)")
    }
  }
}
