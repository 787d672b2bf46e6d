import KoineModel
import KoineStatistics
import Testing

@testable import KoinePolicies

/// Lists from which jobs are dropped together, against lists from which each is removed at once.
@Suite struct PresentJobsTests {
  @Test func theOrderIsThatOfAPlainList() {
    for seed in UInt64(1)...50 {
      var random = RandomStream(seed: seed, name: "present jobs")
      var jobs = PresentJobs(jobs: 40)
      var plain: [JobHandle] = []
      for step in 0..<400 {
        let job = JobHandle(Int(random.uniform() * 40))
        if plain.contains(job) {
          plain.removeAll { $0 == job }
          jobs.remove(job)
        } else {
          plain.append(job)
          jobs.append(job)
        }
        #expect(jobs.count == plain.count && jobs.isEmpty == plain.isEmpty)
        if random.uniform() < 0.2 {
          jobs.sweep()
          #expect(jobs.jobs == plain, "seed \(seed), step \(step)")
        }
      }
    }
  }

  /// Of n jobs n / 2 end, one after the other: n entries are looked at, whatever n is, and none at an end.
  @Test(arguments: [100, 10_000])
  func endsCostTheSameHoweverManyThereAre(count: Int) {
    var jobs = PresentJobs(jobs: count)
    for job in 0..<count { jobs.append(JobHandle(job)) }
    for job in 0..<count / 2 { jobs.remove(JobHandle(2 * job)) }
    #expect(jobs.looks == 0)
    jobs.sweep()
    jobs.sweep()
    #expect(jobs.looks == count && jobs.jobs.count == count / 2)
  }

  /// Candidates and their shares, with pairs, where leaving is put off and where it is not.
  @Test func candidatesAreThoseOfEagerRemoval() {
    for seed in UInt64(1)...50 {
      var random = RandomStream(seed: seed, name: "candidates")
      var late = RoundShares(kinds: 2)
      var eager = RoundShares(kinds: 2)
      var here: [Int] = []
      var now_s = 0.0
      for step in 0..<200 {
        let name = Int(random.uniform() * 12)
        if let place = here.firstIndex(of: name) {
          here.remove(at: place)
          late.leave(name)
          eager.remove(name)
        } else {
          let partners = here.filter { ($0 + name) % 3 == 0 }
          late.add(name, partners: partners)
          eager.add(name, partners: partners)
          here.append(name)
        }
        #expect(late.contains(name) == eager.contains(name))
        if random.uniform() < 0.7 { continue }
        late.sweep()
        #expect(late.candidates == eager.candidates, "seed \(seed), step \(step)")
        for index in late.candidates.indices where random.uniform() < 0.5 {
          let kind = index % 2
          late.record(index, on: kind, seconds: Double(step))
          eager.record(index, on: kind, seconds: Double(step))
        }
        if random.uniform() < 0.5 {
          now_s += 2000
          let shares = here.flatMap { [Double($0 % 3) / 4, Double($0 % 5) / 8] }
          let allocation = Allocation(shares: shares, kindCount: 2)
          late.set(allocation, names: here, at: now_s)
          eager.set(allocation, names: here, at: now_s)
        }
        #expect(
          here.map { late.share(of: $0, on: 1) } == here.map { eager.share(of: $0, on: 1) })
        func choices(_ rounds: RoundShares) -> [RoundShares.Choice] {
          rounds.choose(
            order: [1, 0], capacities: [2, 3], size: { _ in 1 }, runs: { _, _ in true })
        }
        #expect(choices(late) == choices(eager), "seed \(seed), step \(step)")
      }
    }
  }
}
