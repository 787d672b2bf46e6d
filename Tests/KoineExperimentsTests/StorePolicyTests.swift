import KoineFormats
import KoinePolicies
import Testing

@testable import KoineExperiments

/// Runs are found by the parts of their policy, under whatever name they are stored.
struct StorePolicyTests {
  private static func count(_ store: RunStore, _ policy: String) throws -> Int {
    var filter = RunFilter()
    filter.policy = policy
    return try store.rows(filter, limit: 1).count
  }

  @Test func aPolicyIsFoundByItsNameAndByItsParts() throws {
    try withFolder { folder in
      let store = try RunStore(path: folder + "/koine.db")
      let stored = [
        "easy", "wfp3", "wfp3/best-fit/easy/none/none", "largest/best-fit/easy/none/none", "srtf",
      ]
      for (index, policy) in stored.enumerated() {
        var run = StoreDamageTests.sample(seed: UInt64(index) + 1)
        run.scenarioDigest = "s\(index)"
        run.policy = policy
        try store.insert(run)
      }
      for (policy, count) in [
        ("easy", 1), ("fifo/best-fit/easy", 1), ("fifo/best-fit/easy/none/none", 1), ("wfp3", 2),
        ("wfp3/best-fit/easy", 2), ("largest/best-fit/easy", 1), ("largest", 0), ("srtf", 1),
        ("srtf/best-fit/skip/rank", 1), ("srtf/best-fit/skip", 0),
      ] { #expect(try Self.count(store, policy) == count, "\(policy)") }
    }
  }

  @Test func policiesThatThereAreNotAreLocated() {
    func message(_ policy: String) -> String {
      do throws(InputError) {
        _ = try PolicySpecification(listed: policy, option: "--policy")
        return ""
      } catch {
        return error.diagnostics.map(\.description).joined(separator: "\n")
      }
    }
    #expect(
      message("eazy").hasPrefix("--policy: unknown policy 'eazy', did you mean 'easy'? (known: "))
    #expect(
      message("fifo/best-fit/eazy")
        == "--policy: unknown backfill 'eazy', did you mean 'easy'? (known: none, skip, easy, "
        + "conservative)")
    for text in ["fifo/easy", "fifo/best-fit/easy/none/none/none"] {
      #expect(
        message(text)
          == "--policy: found '\(text)', expected a short name, or order/placement/backfill, such as "
          + "fifo/best-fit/easy, after which preemption and allocator may follow")
    }
  }

  @Test func commandsOfPartsBecomeThoseOfTheWhole() throws {
    let parts = [
      "koine sweep flat:8 --shard 1/2 --vary load=0.5,0.9 --store p1.db",
      "koine sweep flat:8 --shard=1/2 --store='my p.db' --vary load=0.5,0.9",
      "koine sweep --store 'it'\\''s one.db' flat:8 --vary load=0.5,0.9",
    ]
    for part in parts {
      #expect(
        ShellCommand.whole(part, store: "all runs.db")
          == "koine sweep flat:8 --vary load=0.5,0.9 --store 'all runs.db'")
    }
    #expect(
      ShellCommand.whole("koine sweep --set 'name=a --shard b' --shard 1/2", store: "k.db")
        == "koine sweep --set 'name=a --shard b' --store k.db")
  }

  @Test func runsOfThisProgramCount() throws {
    try withFolder { folder in
      let store = try RunStore(path: folder + "/koine.db")
      let id = try store.open(experiment: "e", kind: "sweep", command: "koine sweep", runs: 90)
      try store.plan(2, of: id)
      for (index, version) in ["v", "v", "w"].enumerated() {
        var run = StoreDamageTests.sample(seed: UInt64(index) + 1)
        run.version = version
        try store.insert(run, of: id)
      }
      #expect(try store.experiments(version: "v").map { [$0.done, $0.runs] } == [[2, 2]])
      #expect(try store.experiments(version: "w").map { [$0.done, $0.runs] } == [[1, 2]])
      #expect(try store.experiments(version: "x").map { [$0.done, $0.runs] } == [[0, 2]])
    }
  }
}
