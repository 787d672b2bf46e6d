import KoineTestSupport
import Testing

@testable import KoinePerformance

/// The schedule, the split of layers and the shares of micro-batches, against slow references.
@Suite struct MixedPartsTests {
  /// The schedule as a program of messages: each stage runs its list, sends meet their receives.
  private func slow(_ pipeline: LockstepPipeline, microBatches: Int) -> Double {
    enum Command { case forward, backward, send(Int, String), take(Int, String) }
    let stages = pipeline.forward_s.count
    var programs: [[Command]] = []
    for stage in 0..<stages {
      var program: [Command] = []
      var previous = -1
      for step in 0..<2 * (microBatches + stages - 1) {
        let isForward = (step + stage) % 2 == 0
        let twice = isForward ? step - stage : step - 2 * stages + 1 + stage
        let current = twice < 0 ? -1 : twice / 2
        let isValid = current >= 0 && current < microBatches
        let wasValid = previous >= 0 && previous < microBatches
        if isForward && stage > 0 {
          if wasValid { program.append(.send(stage - 1, "gradient \(previous) of \(stage)")) }
          if isValid { program.append(.take(stage - 1, "activation \(current) of \(stage - 1)")) }
        }
        if !isForward && stage < stages - 1 {
          if isValid { program.append(.take(stage + 1, "gradient \(current) of \(stage + 1)")) }
          if wasValid { program.append(.send(stage + 1, "activation \(previous) of \(stage)")) }
        }
        if isValid { program.append(isForward ? .forward : .backward) }
        previous = current
      }
      programs.append(program)
    }
    var time = Array(repeating: 0.0, count: stages)
    var place = Array(repeating: 0, count: stages)
    var arrivals: [String: Double] = [:]
    var begun: [String: Double] = [:]
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for stage in 0..<stages {
        walk: while place[stage] < programs[stage].count {
          switch programs[stage][place[stage]] {
          case .forward: time[stage] += pipeline.forward_s[stage]
          case .backward: time[stage] += pipeline.backward_s[stage]
          case .send(let other, let what):
            let pair = min(stage, other)
            if pipeline.isBuffered[pair] {
              time[stage] += pipeline.transfer_s[pair]
              arrivals[what] = time[stage]
            } else if let arrival = arrivals[what] {
              time[stage] = arrival
            } else {
              begun[what] = time[stage]
              break walk
            }
          case .take(let other, let what):
            let pair = min(stage, other)
            if let start = begun[what] {
              arrivals[what] = max(start, time[stage]) + pipeline.transfer_s[pair]
            }
            guard let arrival = arrivals[what] else { break walk }
            time[stage] = max(time[stage], arrival)
          }
          place[stage] += 1
          hasMoved = true
        }
      }
    }
    precondition(zip(place, programs).allSatisfy { $0 == $1.count }, "the programs are stuck")
    return time.max()!
  }

  @Test func theScheduleIsThatOfThePrograms() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let stages = random.integer(in: 1...6)
      let pipeline = LockstepPipeline(
        forward_s: (0..<stages).map { _ in random.unit() },
        backward_s: (0..<stages).map { _ in 2 * random.unit() },
        transfer_s: (1..<max(2, stages)).map { _ in random.unit() },
        isBuffered: (1..<max(2, stages)).map { _ in random.happens(0.5) })
      let count = random.integer(in: 1...12)
      let fast = pipeline.time_s(microBatches: count)
      #expect(abs(fast - slow(pipeline, microBatches: count)) < 1e-9, "seed \(seed)")
    }
  }

  @Test func sharesAreTheBestOfAll() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let periods = (0..<random.integer(in: 1...3)).map { _ in 0.1 + random.unit() }
      let count = random.integer(in: 1...12)
      let shares = sharedMicroBatches(count, period_s: periods)
      #expect(shares.reduce(0, +) == count, "seed \(seed)")
      func slowest(_ shares: [Int]) -> Double {
        zip(shares, periods).map { Double($0) * $1 }.max()!
      }
      var best = Double.infinity
      func walk(_ left: Int, _ chosen: [Int]) {
        if chosen.count == periods.count - 1 { return best = min(best, slowest(chosen + [left])) }
        for take in 0...left { walk(left - take, chosen + [take]) }
      }
      walk(count, [])
      #expect(abs(slowest(shares) - best) < 1e-12, "seed \(seed)")
    }
  }

  @Test func splitsAreTheBestOfAll() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let stages = random.integer(in: 1...4)
      let layers = random.integer(in: 1...8)
      func table() -> [[Double]] {
        (0..<stages).map { _ in (0..<layers).map { _ in 0.1 + random.unit() } }
      }
      let split = LayerSplit(
        time_s: table(), overhead_s: (0..<stages).map { _ in random.unit() }, memory_gb: table(),
        available_gb: (0..<stages).map { _ in 0.5 + 4 * random.unit() })
      func slowest(_ ranges: [Range<Int>]) -> Double? {
        var slowest = 0.0
        for (stage, range) in ranges.enumerated() {
          let memory = range.reduce(0) { $0 + split.memory_gb[stage][$1] }
          if memory > split.available_gb[stage] { return nil }
          slowest = max(
            slowest, split.overhead_s[stage] + range.reduce(0) { $0 + split.time_s[stage][$1] })
        }
        return slowest
      }
      var best: Double?
      func walk(_ begin: Int, _ chosen: [Range<Int>]) {
        if chosen.count == stages - 1 {
          if begin < layers, let time = slowest(chosen + [begin..<layers]) {
            best = min(best ?? .infinity, time)
          }
          return
        }
        if begin + 1 < layers {
          for end in begin + 1..<layers { walk(end, chosen + [begin..<end]) }
        }
      }
      walk(0, [])
      let found = split.best().flatMap(slowest)
      #expect((found == nil) == (best == nil), "seed \(seed)")
      if let found, let best { #expect(abs(found - best) < 1e-9, "seed \(seed)") }
    }
  }
}
