import Foundation
import GRDB
import KoineFormats
import Synchronization
import Testing

@testable import KoineExperiments

/// Stores that may only be read, and stores that somebody else locks.
struct StoreAccessTests {
  private static let reader: @Sendable (String, Bool) throws -> RunStore = { path, isReadOnly in
    try RunStore(open: path, isReadOnly: isReadOnly, LockPatience(path, limit_s: 1, nil))
  }

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

  @Test func aStoreIsReadWithoutWritingBesideIt() throws {
    try withFolder { folder in
      let path = folder + "/my store? 100 %.db"
      do {
        let store = try RunStore(path: path)
        try store.insert(StoreDamageTests.sample(seed: 1))
      }
      let store = try Self.reader(path, true)
      #expect(try store.rows(limit: 5).rows.map(\.seed) == [1])
      #expect(try store.run(id: 1)?.value("wait_s.mean") == 1.25)
      #expect(try store.measureNames() == ["wait_s.mean", "cost"])
      #expect(try store.experiments() == [])
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == ["my store? 100 %.db"], "\(files)")
      let refusal =
        "\(path): cannot be written: it was opened for reading; koine runs list, show, diff and "
        + "export read it as it is: to keep runs, name another store with --store, into which koine "
        + "runs merge takes these over"
      #expect(Self.messages { try store.insert(StoreDamageTests.sample(seed: 2)) } == [refusal])
      #expect(Self.messages { _ = try store.clean(RunCleaning()) } == [refusal])
      let other = try RunStore(path: folder + "/other.db")
      #expect(try other.merge(store) == 1)
      #expect(Self.messages { _ = try store.merge(other) } == [refusal])
      #expect(try other.run(id: 1)?.value("wait_s.mean") == 1.25)
    }
  }

  /// Another user's program is at work: what it has stored is in its log.
  @Test func aStoreThatIsWrittenToIsRead() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      let writer = try RunStore(path: path)
      try writer.insert(StoreDamageTests.sample(seed: 1))
      let store = try Self.reader(path, true)
      #expect(try store.rows(limit: 5).count == 1)
      try writer.insert(StoreDamageTests.sample(seed: 2))
      #expect(try store.rows(limit: 5).count == 2)
    }
  }

  /// A copy of a store whose program was killed, without the memory that it shared.
  @Test func aLogAloneCannotBeRead() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      let copy = folder + "/copy.db"
      let writer = try RunStore(path: path)
      try writer.insert(StoreDamageTests.sample(seed: 1))
      for end in ["", "-wal"] {
        try FileManager.default.copyItem(atPath: path + end, toPath: copy + end)
      }
      #expect(
        Self.messages { _ = try Self.reader(copy, true) } == [
          "\(copy): cannot be read: its last runs are in \(copy)-wal, which SQLite cannot read where "
            + "nothing may be written: copy both files to a folder of your own"
        ])
      #expect(try Self.reader(copy, false).rows(limit: 5).count == 1)
    }
  }

  /// A store of an older version cannot be brought to the present one where it may only be read.
  @Test func oldStoresAreReadAsTheyAre() throws {
    let dump = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Stores/version-1.sql")
    try withFolder { folder in
      let path = folder + "/koine.db"
      let sql = try String(contentsOf: dump, encoding: .utf8)
      try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
      let before = try Data(contentsOf: URL(filePath: path))
      let store = try Self.reader(path, true)
      #expect(try store.run(id: 1)?.value("wait_s.mean") == 12.5)
      #expect(try store.rows(limit: 5).rows.map(\.digest) == ["aa01"])
      #expect(try RunStore(path: folder + "/new.db").merge(store) == 1)
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }

  @Test func anEmptyFileIsNoStoreToRead() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      try Data().write(to: URL(filePath: path))
      #expect(
        Self.messages { _ = try Self.reader(path, true) } == [
          "\(path): cannot be read: there is no run store"
        ])
    }
  }

  /// A pipe that nobody writes to would be waited for without an end.
  @Test func devicesAndPipesAreNoStores() throws {
    try withFolder { folder in
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      for path in [pipe, "/dev/null"] {
        #expect(
          Self.messages { _ = try RunStore(path: path) } == [
            "\(path): cannot be read: it is a device or a pipe, not a file"
          ])
      }
    }
  }

  @Test func whoIsStoppedWaitsNoLonger() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      let control = RunControl()
      let store = try RunStore(path: path, control: control)
      try DatabaseQueue(path: path).inDatabase { db in
        try db.execute(sql: "BEGIN IMMEDIATE")
        let began = ContinuousClock.now
        let stopper = Thread {
          usleep(200_000)
          control.stop()
        }
        stopper.start()
        let found = Self.messages { try store.insert(StoreDamageTests.sample(seed: 1)) }
        #expect(found.count == 1 && found[0].hasPrefix("\(path): is locked by another process;"))
        #expect(ContinuousClock.now - began < .seconds(20))
        try db.execute(sql: "ROLLBACK")
      }
    }
  }

  @Test func whoWaitsForALockIsToldWhy() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      let told = Mutex<[String]>([])
      let store = try RunStore(path: path, patience_s: 2.3) { path in
        told.withLock { $0.append(path) }
      }
      let other = try DatabaseQueue(path: path)
      try other.inDatabase { db in
        try db.execute(sql: "BEGIN IMMEDIATE")
        let began = ContinuousClock.now
        let found = Self.messages { try store.insert(StoreDamageTests.sample(seed: 1)) }
        let waited = ContinuousClock.now - began
        #expect(found.count == 1 && found[0].hasPrefix("\(path): is locked by another process;"))
        #expect(waited >= .seconds(2.3) && waited < .seconds(10))
        try db.execute(sql: "ROLLBACK")
      }
      #expect(told.withLock { $0 } == [path])
    }
  }
}
