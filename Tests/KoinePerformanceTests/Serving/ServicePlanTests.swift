import KoineModel
import KoinePerformance
import Testing

/// Replicas over time.
@Suite struct ServicePlanTests {
  private func hours(_ hours: Int64) -> Interval { Interval(seconds: hours * 3600) }

  private func hour(_ hour: Int64) -> Instant { .zero + hours(hour) }

  /// 10 requests/s at night, 45 from 8 to 20 h, every day; a replica takes 10.
  private func plan(
    lead: Interval = .zero, hold: Interval = .zero, headRoom: Double = 0.2, maximum: Int = 100
  ) -> ServicePlan {
    let rates = (0..<24).map { (8..<20).contains($0) ? 45.0 : 10 }
    let load = LoadCurve(rates: rates, interval: hours(1), repeats: true)
    let rule = ScalingRule(
      headRoom: headRoom, minimum: 1, maximum: maximum, lead: lead, hold: hold)
    return ServicePlan(load: load, scaling: rule, replica_requests_per_s: 10)
  }

  @Test func headRoomIsAdded() {
    // 45 x 1.2 / 10 = 5.4; 10 x 1.2 / 10 = 1.2; without head-room 4.5 and exactly 1.
    #expect(plan().replicas(load_requests_per_s: 45) == 6)
    #expect(plan().replicas(load_requests_per_s: 10) == 2)
    #expect(plan(headRoom: 0).replicas(load_requests_per_s: 45) == 5)
    #expect(plan(headRoom: 0).replicas(load_requests_per_s: 10) == 1)
    #expect(plan(maximum: 4).replicas(load_requests_per_s: 45) == 4)
    #expect(plan().replicas(load_requests_per_s: 0) == 1)
    for count in 1...1000 {
      let plan = plan(headRoom: 0.1, maximum: 1000)
      #expect(plan.replicas(load_requests_per_s: Double(count) * 10 / 1.1) == count)
    }
  }

  @Test func replicasFollowTheLoad() {
    let plain = plan().steps(until: hour(48))
    #expect(plain.map(\.start) == [hour(0), hour(8), hour(20), hour(32), hour(44)])
    #expect(plain.map(\.replicas) == [2, 6, 2, 6, 2])
    let careful = plan(lead: hours(1), hold: hours(2)).steps(until: hour(48))
    #expect(careful.map(\.start) == [hour(0), hour(7), hour(22), hour(31), hour(46)])
    #expect(careful.map(\.replicas) == [2, 6, 2, 6, 2])
  }

  /// A short dip does not stop replicas that are held longer than it lasts.
  @Test func aDipIsHeldOver() {
    let load = LoadCurve(rates: [50, 10, 50, 10], interval: hours(1), repeats: false)
    let rule = ScalingRule(headRoom: 0, hold: hours(1))
    let plan = ServicePlan(load: load, scaling: rule, replica_requests_per_s: 10)
    #expect(plan.steps(until: hour(10)).map(\.replicas) == [5, 1])
    #expect(plan.steps(until: hour(10)).map(\.start) == [hour(0), hour(4)])
    #expect(plan.wanted(at: hour(9)) == 1)
  }

  @Test func whatIsNotServedIsCounted() {
    #expect(plan().unserved(load_requests_per_s: 45, replicas: 4) == 5)
    #expect(plan().unserved(load_requests_per_s: 45, replicas: 6) == 0)
    #expect(plan().busyShare(load_requests_per_s: 45, replicas: 6) == 0.75)
    #expect(plan().busyShare(load_requests_per_s: 45, replicas: 2) == 1)
    #expect(plan().busyShare(load_requests_per_s: 45, replicas: 0) == 1)
  }

  /// Between two changes the wanted count holds, and it is the maximum over the window. All times
  /// are whole minutes, so that looking at minutes misses nothing.
  @Test func stepsAgreeWithTheFunction() {
    for seed in UInt64(1)...40 {
      var draw = Draw(seed: seed)
      let count = draw.integer(1...12)
      let rates = (0..<count).map { _ in Double(draw.integer(0...90)) }
      let load = LoadCurve(
        rates: rates, interval: minutes(10), repeats: draw.integer(0...1) == 1)
      let hold = draw.integer(0...50)
      let lead = draw.integer(0...50)
      let rule = ScalingRule(headRoom: 0.25, lead: minutes(lead), hold: minutes(hold))
      let plan = ServicePlan(load: load, scaling: rule, replica_requests_per_s: 7)
      let steps = plan.steps(until: .zero + minutes(300))
      for minute in stride(from: 0, to: 300, by: 7) {
        let time = Instant.zero + minutes(minute)
        let most = ((minute - hold)...(minute + lead)).reduce(0) { most, past in
          let rate = load.rate(at: .zero + minutes(past))
          return max(most, plan.replicas(load_requests_per_s: rate))
        }
        #expect(steps.last { $0.start <= time }?.replicas == most, "seed \(seed), \(minute) min")
        #expect(plan.wanted(at: time) == most, "seed \(seed), \(minute) min")
      }
    }
  }

  private func minutes(_ count: Int) -> Interval { Interval(seconds: Int64(count) * 60) }
}
