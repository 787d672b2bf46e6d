import Foundation
import GRDB
import KoineFormats
import Testing

@testable import KoineExperiments

/// The run store: what goes in comes out, once, whoever writes.
struct RunStoreTests {
  private static let measures = [
    "wait_s.mean", "bounded_slowdown.mean", "after_warm_up.20.wait_s.mean",
  ]

  private static func scene() -> ScenarioDocument {
    ScenarioDocument(
      text: "topology: flat:64\nworkload: philly\njobs: 100\npolicy: easy", name: "scene.yaml")
  }

  private static func requests(_ seeds: ClosedRange<UInt64> = 1...3) -> [RunRequest] {
    seeds.map { RunRequest([.init("load", "0.9")], seed: $0) }
  }

  private static func run(_ requests: [RunRequest], _ store: RunStore, version: String = "test")
    -> [RunOutcome]
  {
    Runner(scene(), measures: measures, store: store, version: version, threads: 2).run(requests)
  }

  @Test func storedRunsAreNotSimulatedAgain() throws {
    try withFolder { folder in
      let store = try RunStore(path: folder + "/koine.db")
      let first = Self.run(Self.requests(), store).compactMap(\.record)
      let again = Self.run(Self.requests(1...4), try RunStore(path: folder + "/koine.db"))
        .compactMap(\.record)
      #expect(first.map(\.isStored) == [false, false, false])
      #expect(again.map(\.isStored) == [true, true, true, false])
      #expect(again.prefix(3).map(\.values) == first.map(\.values))
      #expect(again.prefix(3).map(\.digest) == first.map(\.digest))
      let (rows, count) = try store.rows(limit: 2)
      #expect(count == 4)
      #expect(rows.map(\.seed) == [4, 3])
      #expect(rows[0].settings == "load=0.9")
      #expect(rows[0].policy == "easy")
    }
  }

  @Test func everythingThatIsKeptComesBack() throws {
    try withFolder { folder in
      let store = try RunStore(path: folder + "/koine.db")
      let record = try #require(Self.run(Self.requests(1...1), store)[0].record)
      let row = try #require(try store.row(named: String(record.digest.prefix(10))))
      let run = try #require(try store.run(id: row.id))
      #expect(
        run.document == "jobs: 100\nload: 0.9\npolicy: easy\ntopology: flat:64\nworkload: philly")
      #expect(run.value("wait_s.mean") == record.values[0])
      #expect(run.summary.hasPrefix(#"{"run":{"topology":"flat:64""#))
      #expect(run.ledger.contains("free_withheld"))
      #expect(run.series.hasPrefix(#"{"time_s":["#))
    }
  }

  @Test func anotherProgramTrustsItsOwnRunsOnly() throws {
    try withFolder { folder in
      let store = try RunStore(path: folder + "/koine.db")
      _ = Self.run(Self.requests(), store, version: "1")
      let other = Self.run(Self.requests(), store, version: "2").compactMap(\.record)
      #expect(other.allSatisfy { !$0.isStored })
      #expect(try store.rows(limit: 10).count == 6)
    }
  }

  @Test func twoWritersShareAStore() async throws {
    try await withFolder { folder in
      let path = folder + "/koine.db"
      let stores = [try RunStore(path: path), try RunStore(path: path)]
      await withTaskGroup { group in
        for store in stores { group.addTask { _ = Self.run(Self.requests(1...20), store) } }
      }
      #expect(try stores[0].rows(limit: 1).count == 20)
    }
  }

  @Test func filtersNarrowTheList() throws {
    try withFolder { folder in
      let store = try RunStore(path: folder + "/koine.db")
      _ = Self.run(
        [
          RunRequest([.init("policy", "fifo")], seed: 1), RunRequest([.init("load", "2")], seed: 1),
        ],
        store)
      var filter = RunFilter()
      filter.policy = "fifo"
      #expect(try store.rows(filter, limit: 5).rows.map(\.settings) == ["policy=fifo"])
      filter = RunFilter()
      filter.settings = "load="
      #expect(try store.rows(filter, limit: 5).rows.map(\.policy) == ["easy"])
      filter.seed = 2
      #expect(try store.rows(filter, limit: 5).count == 0)
    }
  }
}

/// Calls `body` with a new folder that is gone afterwards.
func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// Calls `body` with a new folder that is gone afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}
