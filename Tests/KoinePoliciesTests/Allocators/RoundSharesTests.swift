import KoinePolicies
import Testing

@Suite struct RoundSharesTests {
  private func choose(_ rounds: RoundShares, _ capacities: [Int], size: Int = 1) -> [[Int]] {
    rounds.choose(
      order: Array(capacities.indices), capacities: capacities, size: { _ in size },
      runs: { _, _ in true }
    ).map { [rounds.candidates[$0.candidate].first, $0.kind] }
  }

  /// One chip, shares of a half, a third and a sixth: of every six rounds a job gets three, two and one.
  @Test func roundsFollowTheShares() {
    var rounds = RoundShares(kinds: 1, quantum_s: 360)
    for name in 0..<3 { rounds.add(name) }
    rounds.set(
      Allocation(shares: [1 / 2.0, 1 / 3.0, 1 / 6.0], kindCount: 1), names: [0, 1, 2], at: 0)
    var had = [0, 0, 0]
    for _ in 0..<60 {
      let name = choose(rounds, [1])[0][0]
      had[name] += 1
      rounds.record(name, on: 0, seconds: 360)
    }
    #expect(had == [30, 20, 10])
  }

  /// Who has no share of a kind runs there only when nobody with one is left; who is too large for what
  /// is left is passed over.
  @Test func nothingStaysIdleThatSomebodyCanUse() {
    var rounds = RoundShares(kinds: 2)
    for name in 0..<3 { rounds.add(name) }
    rounds.set(
      Allocation(shares: [1, 0, 0, 1, 0, 0], kindCount: 2), names: [0, 1, 2], at: 0)
    #expect(choose(rounds, [2, 1]) == [[0, 0], [1, 0]] || choose(rounds, [2, 1]).count == 3)
    #expect(choose(rounds, [1, 1]) == [[0, 0], [1, 1]])
    #expect(choose(rounds, [3, 3], size: 2).count == 2)
  }

  /// A job that came after the shares were set is chosen last and marked; one that ended is gone.
  @Test func newJobsWaitForShares() {
    var rounds = RoundShares(kinds: 1)
    rounds.add(7)
    rounds.set(Allocation(shares: [1], kindCount: 1), names: [7], at: 0)
    rounds.add(9)
    let choices = rounds.choose(
      order: [0], capacities: [2], size: { _ in 1 }, runs: { _, _ in true })
    #expect(choices.map(\.hasShares) == [true, false])
    rounds.remove(7)
    #expect(rounds.candidates.map(\.first) == [9])
  }

  /// What a share promised and rounds did not give decides between equals: both jobs have the same share
  /// and time now, but the second had nothing of its first share.
  @Test func theOwedComesFirst() {
    var rounds = RoundShares(kinds: 1)
    rounds.add(0)
    rounds.add(1)
    let shares = Allocation(shares: [0.5, 0.5], kindCount: 1)
    rounds.set(shares, names: [0, 1], at: 0)
    #expect(choose(rounds, [1]) == [[0, 0]])
    rounds.record(0, on: 0, seconds: 360)
    rounds.set(shares, names: [0, 1], at: 360)
    #expect(choose(rounds, [1]) == [[1, 0]])
  }
}
