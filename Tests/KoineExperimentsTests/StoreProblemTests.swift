import Foundation
import GRDB
import KoineFormats
import Testing

@testable import KoineExperiments

/// What can be wrong with a store: located errors, nothing lost, and how to go on.
struct StoreProblemTests {
  private static func messages(_ body: () throws -> Void) -> [String] {
    do {
      try body()
      return []
    } catch let error as InputError {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  private static func sample(seed: UInt64 = 1) -> StoredRun {
    StoredRun(
      digest: "d\(seed)", version: "v", scenarioDigest: "s", document: "a: 1", settings: "",
      topology: "t", workload: "w", policy: "p", seed: seed, jobs: 1, wall_s: 0,
      names: ["wait_s.mean"], values: [1], summary: String(repeating: "x", count: 2000),
      ledger: "{}", series: "{}")
  }

  @Test func aNewerStoreIsLeftAlone() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      let store = try RunStore(path: path)
      try store.database.write { db in
        try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 from the future')")
      }
      #expect(
        Self.messages { _ = try RunStore(path: path) } == [
          "\(path): is the run store of a newer version of koine; it was left as it is: use that "
            + "version, or name another store with --store"
        ])
    }
  }

  @Test func otherFilesAreLeftAlone() throws {
    try withFolder { folder in
      let advice =
        "; it was left as it is: name another with --store, or save what it holds with sqlite3's "
        + ".recover"
      let text = folder + "/notes.txt"
      try Data("these are my notes, not a database".utf8).write(to: URL(filePath: text))
      #expect(
        Self.messages { _ = try RunStore(path: text) } == [
          "\(text): is no run store or is damaged: it is no SQLite database" + advice
        ])
      let other = folder + "/other.db"
      try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
      #expect(
        Self.messages { _ = try RunStore(path: other) } == [
          "\(other): is no run store or is damaged: it is the database of another program" + advice
        ])
      #expect(
        Self.messages { _ = try RunStore(path: folder) } == [
          "\(folder): cannot be read: it is a folder"
        ])
      #expect(
        Self.messages { _ = try RunStore(existing: folder + "/none.db") } == [
          "\(folder)/none.db: cannot be read: there is no run store"
        ])
    }
  }

  @Test func aDamagedStoreIsReported() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      do {
        let store = try RunStore(path: path)
        for seed in 1...50 { try store.insert(Self.sample(seed: UInt64(seed))) }
        try store.database.writeWithoutTransaction { db in
          _ = try db.checkpoint(.truncate)
        }
        try store.database.close()
      }
      var bytes = try Data(contentsOf: URL(filePath: path))
      for index in 4096..<bytes.count { bytes[index] = 0x5A }
      try bytes.write(to: URL(filePath: path))
      let found = Self.messages { _ = try RunStore(path: path).rows(limit: 5) }
      #expect(found.count == 1)
      #expect(
        found.first?.hasPrefix("\(path): is no run store or is damaged: ") == true, "\(found)")
    }
  }

  @Test func aLockedStoreIsWaitedForAndReported() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      let store = try RunStore(path: path, patience_s: 0.2)
      let other = try DatabaseQueue(path: path)
      try other.inDatabase { db in
        try db.execute(sql: "BEGIN IMMEDIATE")
        #expect(
          Self.messages { try store.insert(Self.sample()) } == [
            "\(path): is locked by another process; what ended before is stored: run the same "
              + "command again when that one is done"
          ])
        try db.execute(sql: "ROLLBACK")
      }
      try store.insert(Self.sample())
      #expect(try store.rows(limit: 1).count == 1)
    }
  }

  @Test func aFullDiskLosesNothingThatWasStored() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      let store = try RunStore(path: path)
      try store.insert(Self.sample())
      try store.database.writeWithoutTransaction { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count")!
        try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
      let found = Self.messages {
        for seed in 2...2000 { try store.insert(Self.sample(seed: UInt64(seed))) }
      }
      #expect(
        found == [
          "\(path): the disk is full; what ended before is stored: make room and run the same command "
            + "again"
        ])
      #expect(try store.rows(limit: 1).count >= 1)
      #expect(try RunStore(path: path).rows(limit: 1).count >= 1)
    }
  }

  @Test func anUnwritablePlaceIsReported() {
    #expect(
      Self.messages { _ = try RunStore(path: "/nowhere/at/all/koine.db") } == [
        "/nowhere/at/all/koine.db: cannot be written: unable to open database file"
      ])
  }

  /// A worker with another build of the program: nothing is mixed unless somebody says so.
  @Test func partsOfAnotherProgramAreRefused() throws {
    try withFolder { folder in
      let ours = try RunStore(path: folder + "/a.db")
      try ours.insert(Self.sample())
      let theirs = try RunStore(path: folder + "/b.db")
      var foreign = Self.sample(seed: 2)
      foreign.version = "w"
      try theirs.insert(foreign)
      #expect(
        Self.messages { try RunStore.refuseOtherPrograms([ours, theirs, theirs], than: "v") }
          == Array(
            repeating:
              "\(folder)/b.db: holds runs of koine w, which this one, v, would not use; nothing is "
              + "merged: merge with the program that made them, remove them with koine runs gc --store "
              + "\(folder)/b.db, or take them with --any-version", count: 2))
      #expect(Self.messages { try RunStore.refuseOtherPrograms([ours], than: "v") } == [])
      #expect(try ours.rows(limit: 5).count == 1)
      #expect(try ours.merge(theirs) == 1)
      #expect(try ours.merge(theirs) == 0)
    }
  }

  @Test func storesOfEveryReleasedVersionAreRead() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stores")
    let dumps = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(dumps == ["version-1.sql", "version-2.sql"])
    for dump in dumps {
      try withFolder { place in
        let path = place + "/koine.db"
        let sql = try String(contentsOf: folder.appending(path: dump), encoding: .utf8)
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
        let store = try RunStore(path: path)
        let row = try #require(try store.rows(limit: 5).rows.first)
        let run = try #require(try store.run(id: row.id))
        #expect(run.digest == "aa01")
        #expect(run.value("wait_s.mean") == 12.5)
        #expect(run.summary == #"{"wait_s":{"mean":12.5}}"#)
        #expect(try store.experiments().map(\.done) == [1])
        try store.insert(Self.sample())
        #expect(try store.rows(limit: 5).count == 2)
      }
    }
  }
}
