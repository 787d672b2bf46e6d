import Foundation
import KoineStatistics
import KoineTestSupport
import Testing

/// Intervals cover the truth as often as they say, on queues whose truth is known.
struct CoverageTests {
  private static let repetitions = 2000
  private static let seeds = 10

  /// Means of so many seeds, new ones for each repetition.
  private static func waits(_ queue: StationaryQueue, _ repetition: Int) -> [Double] {
    (0..<seeds).map { seed in
      queue.meanWait(jobs: 1500, warmUp: 300, seed: UInt64(repetition * seeds + seed + 1))
    }
  }

  /// 95 % of intervals hold the truth; of 2,000 with that chance, 93.6 to 96.4 % do in 99.7 % of cases.
  /// Means of waits are a little skewed, which costs both intervals up to a point.
  @Test(arguments: [StationaryQueue(servers: 1, load: 0.5), StationaryQueue(servers: 4, load: 0.7)])
  func intervalsCoverTheMeanWait(queue: StationaryQueue) {
    var student = 0
    var bootstrap = 0
    for repetition in 0..<Self.repetitions {
      let waits = Self.waits(queue, repetition)
      let interval = studentInterval(waits)
      if abs(interval.estimate - queue.meanWait_s) <= interval.halfWidth! { student += 1 }
      var stream = RandomStream(seed: UInt64(repetition), name: "bootstrap")
      let ends = bootstrapInterval(waits, resamples: 500, &stream)
      if (ends.low...ends.high).contains(queue.meanWait_s) { bootstrap += 1 }
    }
    let share = Double(student) / Double(Self.repetitions)
    #expect((0.926...0.964).contains(share), "\(share) for \(queue)")
    let resampled = Double(bootstrap) / Double(Self.repetitions)
    #expect((0.926...0.964).contains(resampled), "\(resampled) for \(queue)")
  }

  /// Log-normal pairs whose ratio of means is known: 0.6 and 0.05, logarithms correlated by 0.9. Waits
  /// are as skewed as that. The worst is a spread of e^1.2 with five seeds.
  @Test(arguments: [0.3, 0.8, 1.2], [5, 10, 20])
  func relativeIntervalsCoverTheRatio(sigma: Double, seeds: Int) {
    for ratio in [0.6, 0.05] {
      var (hits, given) = (0, 0)
      let repetitions = 600
      var stream = RandomStream(seed: UInt64(seeds), name: "pairs \(sigma) \(ratio)")
      for _ in 0..<repetitions {
        let pairs = (0..<seeds).map { _ in
          let first = stream.normal()
          let second = 0.9 * first + 0.19.squareRoot() * stream.normal()
          return (ratio * exp(sigma * second), exp(sigma * first))
        }
        let change = relativeChange(
          of: pairs.map { $0.0 - $0.1 }, to: pairs.map(\.1), resamples: 300, &stream)!
        guard let low = change.low, let high = change.high else {
          #expect(seeds < RelativeChange.fewPairs)
          continue
        }
        given += 1
        if low <= ratio - 1 && ratio - 1 <= high { hits += 1 }
      }
      let share = Double(hits) / Double(given)
      #expect((0.90...0.99).contains(share), "\(share) of ratios \(ratio)")
    }
  }

  /// Intervals that few seeds give cover the ratio too: the others have none, and say so. With a spread of
  /// e^1.2, two seeds hardly ever bound a ratio.
  @Test(arguments: [0.3, 0.8, 1.2], [2, 3, 4, 5, 6, 7, 8, 9, 10])
  func relativeIntervalsOfFewSeedsCoverTheRatio(sigma: Double, seeds: Int) {
    for ratio in [0.6, 0.12] {
      var (hits, given) = (0, 0)
      var stream = RandomStream(seed: UInt64(seeds), name: "few pairs \(sigma) \(ratio)")
      for _ in 0..<(seeds < RelativeChange.fewPairs ? 4000 : 800) {
        let pairs = (0..<seeds).map { _ in
          let first = stream.normal()
          let second = 0.9 * first + 0.19.squareRoot() * stream.normal()
          return (ratio * exp(sigma * second), exp(sigma * first))
        }
        let change = relativeChange(
          of: pairs.map { $0.0 - $0.1 }, to: pairs.map(\.1), resamples: 100, &stream)!
        guard let low = change.low, let high = change.high else { continue }
        given += 1
        if low <= ratio - 1 && ratio - 1 <= high { hits += 1 }
      }
      let share = Double(hits) / Double(given)
      #expect(given > 100, "\(given) of ratios \(ratio)")
      #expect((0.89...0.995).contains(share), "\(share) of \(given) for ratios \(ratio)")
    }
  }

  /// Two equal variants on their own random numbers differ by chance alone: the test says so in 5 % of
  /// the cases at its level, and Holm's correction keeps the chance of any false alarm of three below.
  @Test func falseAlarmsAreAsRareAsTheySay() {
    let queue = StationaryQueue(servers: 2, load: 0.6)
    var alarms = 0
    var corrected = 0
    for repetition in 0..<500 {
      let sets = (0..<4).map { variant in
        (0..<Self.seeds).map { seed in
          queue.meanWait(
            jobs: 500, warmUp: 100,
            seed: UInt64(1_000_000 + (repetition * 4 + variant) * Self.seeds + seed))
        }
      }
      let values = (1..<4).map { PairedDifference(sets[$0], sets[0]).pValue! }
      if values[0] < 0.05 { alarms += 1 }
      if holmAdjusted(values).contains(where: { $0 < 0.05 }) { corrected += 1 }
    }
    #expect((0.02...0.085).contains(Double(alarms) / 500), "\(alarms) of 500")
    #expect(Double(corrected) / 500 < 0.085, "\(corrected) of 500")
  }

  /// On common random numbers a tenth more service time shows with a fraction of the seeds.
  @Test func commonRandomNumbersNarrowTheInterval() {
    let queue = StationaryQueue(servers: 2, load: 0.6)
    let seeds = (1...20).map { UInt64($0) }
    func waits(_ seed: UInt64, slower: Double = 1) -> Double {
      queue.meanWait(jobs: 1500, warmUp: 300, seed: seed, slower: slower)
    }
    let base = seeds.map { waits($0) }
    let paired = PairedDifference(seeds.map { waits($0, slower: 1.02) }, base)
    let apart = PairedDifference(seeds.map { waits($0 + 1000, slower: 1.02) }, base)
    #expect(paired.pValue! < 0.001)
    #expect(paired.difference.halfWidth! * 4 < apart.difference.halfWidth!)
  }
}
