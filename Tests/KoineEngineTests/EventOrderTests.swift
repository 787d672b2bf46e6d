import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The order of what happens at one instant: all ends, then all arrivals in the order of the file, then
/// one pass. Each scene would come out differently under another order.
@Suite struct EventOrderTests {
  private func starts(_ jobs: [JobSketch], on processors: Int, _ policy: PolicySpecification)
    -> [Int?]
  {
    simulate(Workload(jobs), on: .flat(processors), policy: policy).start.map(\.wholeSeconds)
  }

  private let skip = PolicySpecification.named("skip")!
  private let fifo = PolicySpecification.named("fifo")!

  /// One processor: A ends at 5, when B arrives. B starts at 5 only if the end comes first, or the pass
  /// comes after both.
  @Test func `an end comes before an arrival`() {
    let jobs = [JobSketch(at: 0, runs: 5, on: 1), JobSketch(at: 5, runs: 1, on: 1)]
    #expect(starts(jobs, on: 1, fifo) == [0, 5])
  }

  /// One processor, shortest first. The long job is first in the file; a pass after each arrival would
  /// start it at once.
  @Test func `the pass comes after all arrivals`() {
    let jobs = [JobSketch(at: 0, runs: 9, on: 1), JobSketch(at: 0, runs: 1, on: 1)]
    let shortest = PolicySpecification(order: .shortest, placement: .bestFit, backfill: .none)
    #expect(starts(jobs, on: 1, shortest) == [1, 0])
  }

  /// Two processors, both given back at 5. The first in the queue wants two; a pass after the first end
  /// would give one to the second.
  @Test func `the pass comes after all ends`() {
    let jobs = [
      JobSketch(at: 0, runs: 5, on: 1), JobSketch(at: 0, runs: 5, on: 1),
      JobSketch(at: 1, runs: 5, on: 2), JobSketch(at: 1, runs: 5, on: 1),
    ]
    #expect(starts(jobs, on: 2, skip) == [0, 0, 5, 10])
  }

  /// One processor, reservations for all. A says 20 and ends at 5, when N arrives. W, which waits for
  /// 20, moves into the gap before N looks for one.
  @Test func `those who wait move up before arrivals are reserved`() {
    let jobs = [
      JobSketch(at: 0, runs: 5, estimate: 20, on: 1), JobSketch(at: 1, runs: 10, on: 1),
      JobSketch(at: 5, runs: 3, on: 1),
    ]
    #expect(starts(jobs, on: 1, .named("conservative")!) == [0, 5, 15])
  }

  /// Arrivals of one instant queue in the order of the file.
  @Test func `ties keep the order of the file`() {
    let jobs = (0..<20).map { _ in JobSketch(at: 3, runs: 2, on: 1) }
    #expect(starts(jobs, on: 1, fifo) == (0..<20).map { 3 + 2 * $0 })
  }

  /// A job of no length ends at the instant at which it starts, in a round of its own.
  @Test func `a job of no length makes room within the instant`() {
    let jobs = [JobSketch(at: 4, runs: 0, on: 1), JobSketch(at: 4, runs: 2, on: 1)]
    let log = simulate(Workload(jobs), on: .flat(1), policy: fifo)
    #expect(log.start.map(\.wholeSeconds) == [4, 4])
    #expect(log.finish.map(\.wholeSeconds) == [4, 6])
    #expect(log.events == 4 && log.decisions == 2)
  }

  /// What happens at the very time of the cut still happens: A ends, B starts. C is not there yet.
  @Test func `a run that is cut off applies the instant of the cut`() {
    let jobs = [
      JobSketch(at: 0, runs: 5, on: 1), JobSketch(at: 5, runs: 9, on: 1),
      JobSketch(at: 5, runs: 9, on: 1), JobSketch(at: 6, runs: 1, on: 1),
    ]
    let log = simulate(
      Workload(jobs), on: .flat(1), policy: fifo, options: RunOptions(until: .second(5)))
    #expect(log.state == [.completed, .running, .waiting, .pending])
    #expect(log.start.map(\.wholeSeconds) == [0, 5, nil, nil])
    #expect(log.finish.map(\.wholeSeconds) == [5, nil, nil, nil])
    #expect(log.end == .second(5) && log.ledger.isBalanced)
  }

  @Test func `each ending is a state of its own`() {
    let jobs = JobEnding.allCases.map { JobSketch(at: 0, runs: 1, on: 1, ending: $0) }
    let log = simulate(
      Workload(jobs + [JobSketch(at: 0, runs: 1, on: 9)]), on: .flat(3), policy: fifo)
    #expect(log.state == [.completed, .failed, .cancelled, .rejected])
  }

  @Test func `nothing happens in a run without jobs`() {
    let log = simulate(Workload([]), on: .flat(3), policy: fifo)
    #expect(log.events == 0 && log.begin == log.end && log.ledger.isBalanced)
  }
}
