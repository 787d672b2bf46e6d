import KoineModel
import KoineTestSupport
import Testing

@testable import KoineEngine

/// The arithmetic of attempts beside a reference that goes from nanosecond to nanosecond.
@Suite struct AttemptProgressTests {
  /// One nanosecond after the other: restores, works, and writes a checkpoint after each interval.
  private struct TickByTick {
    let cost: AttemptCost
    let whole: Int64
    var restored: Int64 = 0
    var saving: Int64 = 0
    var stalled: Int64 = 0
    var worked: Int64 = 0
    var saved: Int64 = 0
    var saveLeft: Int64 = 0
    var isHanging = false

    var isDone: Bool { worked == whole }

    mutating func tick() {
      if isHanging {
        stalled += 1
      } else if restored < cost.restore.nanoseconds {
        restored += 1
      } else {
        if saveLeft == 0 { beginSave() }
        if saveLeft > 0 {
          saving += 1
          saveLeft -= 1
          if saveLeft == 0 { saved = worked }
        } else {
          worked += 1
        }
      }
    }

    /// A checkpoint is due after each interval of work, but not at the very end.
    private mutating func beginSave() {
      let interval = cost.interval.nanoseconds
      if interval == 0 || worked == saved || (worked - saved) < interval || isDone { return }
      saveLeft = cost.save.nanoseconds
      if saveLeft == 0 { saved = worked }
    }
  }

  private func span(_ random: inout SplitMix64, _ range: ClosedRange<Int>) -> Interval {
    Interval(nanoseconds: Int64(random.integer(in: range)))
  }

  @Test func settlingAtAnyTimeIsTheSameAsTickByTick() {
    for seed in TestScale.seeds(400) {
      var random = SplitMix64(seed: seed)
      let cost = AttemptCost(
        save: span(&random, 0...5), restore: span(&random, 0...7),
        interval: span(&random, 0...12))
      let whole = Int64(random.integer(in: 1...90))
      var slow = TickByTick(cost: cost, whole: whole)
      var fast = AttemptProgress(since: .zero, restore: cost.restore)
      var foreseen = fast.finish(of: whole, cost)
      var now: Int64 = 0
      while !slow.isDone {
        now += 1
        slow.tick()
        guard random.happens(0.15) || slow.isDone else { continue }
        fast.settle(Instant(nanoseconds: now), cost)
        let comment: Comment = "seed \(seed), \(cost), \(whole) ns of work, at \(now)"
        #expect(fast.worked_ns == slow.worked, comment)
        #expect(fast.restored_ns == slow.restored, comment)
        #expect(fast.saving_ns == slow.saving, comment)
        #expect(fast.stalled_ns == slow.stalled, comment)
        // A checkpoint that takes no time is there as soon as it is due, in the reference a tick later.
        if cost.save > .zero { #expect(fast.saved_ns == slow.saved, comment) }
        let split = fast.split(of: Interval(nanoseconds: now), losesUnsaved: true)
        #expect(split.total_ns == now, comment)
        #expect(split.productive_ns == fast.saved_ns, comment)
        if slow.isDone { break }
        slow.isHanging = random.happens(0.2)
        fast.setPace(GangPace(compute_ppm: slow.isHanging ? 0 : 1_000_000))
        if !slow.isHanging { foreseen = fast.finish(of: whole - fast.worked_ns, cost) }
      }
      #expect(foreseen.nanoseconds == now, "seed \(seed)")
    }
  }

  /// At half the pace everything but restoring and saving takes twice as long.
  @Test func slowNodesStretchTheWork() {
    let cost = AttemptCost(
      save: Interval(nanoseconds: 10), restore: Interval(nanoseconds: 30),
      interval: Interval(nanoseconds: 100))
    var progress = AttemptProgress(since: .zero, restore: cost.restore)
    progress.setPace(GangPace(compute_ppm: 500_000, imbalance_ppm: 250_000))
    // 30 + 3 x (200 + 10) + 100
    #expect(progress.finish(of: 350, cost).nanoseconds == 760)
    progress.settle(Instant(nanoseconds: 760), cost)
    #expect(progress.worked_ns == 350 && progress.saved_ns == 300)
    let split = progress.split(of: Interval(nanoseconds: 760), losesUnsaved: true)
    #expect(split.imbalance_ns == 175)
    #expect(split.checkpoint_ns == 30)
    #expect(split.lost_ns == 30 + 75)
    #expect(split.productive_ns == 450)
  }

  /// A port at half its bandwidth halves the pace of a job whose traffic nobody knows.
  @Test func slowPortsAreWaitingForTheNetwork() {
    var progress = AttemptProgress(since: .zero, restore: .zero)
    progress.setPace(GangPace(network_ppm: 500_000))
    #expect(progress.finish(of: 100, .free).nanoseconds == 200)
    progress.settle(Instant(nanoseconds: 200), .free)
    let split = progress.split(of: Interval(nanoseconds: 200), losesUnsaved: false)
    #expect(split.communication_ns == 100 && split.productive_ns == 100)
  }

  /// Random paces: never more work than time allows, and no end before the work is done.
  @Test func noPaceMakesWork() {
    for seed in TestScale.seeds(200) {
      var random = SplitMix64(seed: seed)
      let cost = AttemptCost(
        save: span(&random, 0...500), restore: span(&random, 0...500),
        interval: span(&random, 0...2000))
      let whole = Int64(random.integer(in: 1000...90_000))
      var progress = AttemptProgress(since: .zero, restore: cost.restore)
      var settled = 0
      var most = 0.0
      var now: Int64 = 0
      while true {
        let finish = progress.finish(of: whole - progress.worked_ns, cost)
        let step = Int64(random.integer(in: 1...9000))
        let next = min(now + step, finish.nanoseconds)
        most += Double(next - now) * Double(progress.pace_ppm) * 1e-6
        now = next
        progress.settle(Instant(nanoseconds: now), cost)
        settled += 1
        #expect(Double(progress.worked_ns) <= most + 1, "seed \(seed)")
        if now == finish.nanoseconds { break }
        let pace = Int64(random.pick([1_000_000, 700_000, 333_333, 0]))
        progress.setPace(GangPace(compute_ppm: pace, imbalance_ppm: (1_000_000 - pace) / 2))
      }
      // Work is rounded down whenever it is looked at, spans are rounded up.
      #expect(progress.worked_ns >= whole - Int64(settled), "seed \(seed)")
      let split = progress.split(of: Interval(nanoseconds: now), losesUnsaved: true)
      #expect(split.total_ns == now && split.productive_ns >= 0, "seed \(seed)")
    }
  }

  /// Worked by hand: sqrt(2 x 60 s x 1 day), and Daly's series for it.
  @Test func intervalsOfYoungAndDaly() {
    let (save, mean) = (Interval(seconds: Int64(60)), Interval(seconds: Int64(86_400)))
    let young = CheckpointInterval.young(save: save, meanTimeToFailure: mean)
    let daly = CheckpointInterval.daly(save: save, meanTimeToFailure: mean)
    #expect(abs(young.seconds - 3219.94) < 0.01)
    #expect(abs(daly.seconds - 3180.07) < 0.1)
    #expect(
      CheckpointInterval.daly(save: mean, meanTimeToFailure: save) == save)
  }
}
