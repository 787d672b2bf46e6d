import Foundation
import GRDB
import KoineFormats
import Testing

@testable import KoineExperiments

/// Bytes that change under a store: an error that names the run, never another number.
struct StoreDamageTests {
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

  static func sample(seed: UInt64) -> StoredRun {
    StoredRun(
      digest: "d\(seed)00000000", version: "v", scenarioDigest: "s", document: "load: 0.9",
      settings: "load=0.9", topology: "tiny", workload: "philly", policy: "easy", seed: seed,
      jobs: 100, wall_s: 0.5, names: ["wait_s.mean", "cost"], values: [Double(seed) * 1.25, .nan],
      summary: #"{"wait_s":{"mean":\#(Double(seed) * 1.25)}}"#, ledger: "{}", series: "[]")
  }

  /// A store of some runs without its log, as one that was closed.
  private static func store(_ path: String, runs: Int = 6) throws {
    let store = try RunStore(path: path)
    for seed in 1...runs { try store.insert(sample(seed: UInt64(seed))) }
  }

  private static func change(_ path: String, _ sql: String) throws {
    try RunStore(path: path).database.write { try $0.execute(sql: sql) }
  }

  private static let advice =
    " damaged; the others can be read: remove it with koine runs gc --damaged, and the same "
    + "experiment makes it again"

  @Test(arguments: [
    (
      "UPDATE results SET measures = x'0000000000000840000000000000F87F' WHERE run = 3",
      "its measures are"
    ),
    ("UPDATE shapes SET names = 'wait_s.mean' || char(10) || 'cast'", "its measures are"),
    ("UPDATE results SET summary = x'0102' || substr(summary, 3) WHERE run = 3", "its summary is"),
    ("UPDATE runs SET seed = 4 WHERE id = 3", "it is"),
    ("UPDATE runs SET jobs = 'many' WHERE id = 3", "it is"),
    ("UPDATE scenarios SET document = 'load: 0.8'", "its scenario is"),
    ("DELETE FROM results WHERE run = 3", "its measures are"),
  ])
  func aDamagedRunIsNamed(sql: String, what: String) throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      try Self.store(path)
      try Self.change(path, sql)
      let store = try RunStore(reading: path)
      #expect(
        Self.messages { _ = try store.run(id: 3) } == ["\(path): run 3: \(what)\(Self.advice)"])
    }
  }

  @Test func listsAndExportsStopAtADamagedRun() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      try Self.store(path)
      try Self.change(path, "UPDATE runs SET wait_mean_s = 7 WHERE id IN (2, 5)")
      let store = try RunStore(path: path)
      #expect(
        Self.messages { _ = try store.rows(limit: 10) } == [
          "\(path): run 5: it is\(Self.advice)", "\(path): run 2: it is\(Self.advice)",
        ])
      #expect(try store.rows(limit: 1).rows.map(\.seed) == [6])
      var seen: [Int64] = []
      let export = Self.messages {
        try store.forEachRun(RunFilter(), measures: ["wait_s.mean"]) { row, _ in
          seen.append(row.id)
        }
      }
      #expect(seen == [1] && export == ["\(path): run 2: it is\(Self.advice)"])
      // What is damaged goes, and can be made again.
      var cleaning = RunCleaning()
      cleaning.damaged = true
      #expect(try store.count(cleaning) == 2)
      #expect(try store.clean(cleaning) == 2)
      #expect(try store.rows(limit: 10).rows.map(\.seed) == [6, 4, 3, 1])
      try store.insert(Self.sample(seed: 2))
      #expect(try store.rows(limit: 10).count == 5)
    }
  }

  /// Whatever byte of the file changes, what is read is right or an error; nothing ends the program.
  @Test func noByteChangesANumber() throws {
    try withFolder { folder in
      let path = folder + "/koine.db"
      try Self.store(path)
      let whole = try Data(contentsOf: URL(filePath: path))
      let right = Set(try Self.numbers(path))
      #expect(right.count == 6)
      var found = 0
      let copy = folder + "/copy.db"
      for offset in stride(from: 24, to: whole.count, by: 397) {
        var bytes = whole
        bytes[offset] ^= [0x01, 0x80, 0xFF][offset % 3]
        if bytes[offset] == whole[offset] { continue }
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + end) }
        try bytes.write(to: URL(filePath: copy))
        do {
          let numbers = Set(try Self.numbers(copy))
          #expect(numbers.isSubset(of: right), "byte \(offset)")
        } catch let error as InputError {
          found += 1
          #expect(error.diagnostics.allSatisfy { $0.file == copy }, "byte \(offset)")
        }
      }
      #expect(found > 3)
    }
  }

  /// All numbers of all runs, a text for each.
  private static func numbers(_ path: String) throws -> [String] {
    let store = try RunStore(path: path)
    var texts: [Int64: String] = [:]
    for row in try store.rows(limit: 100).rows {
      texts[row.id] =
        "\(row.seed) \(row.jobs) \(row.waitMean_s ?? -1) \(row.wall_s) \(row.settings)"
      if let run = try store.run(id: row.id) {
        texts[row.id]! += " \(run.value("wait_s.mean") ?? -1) \(run.summary) \(run.document)"
      }
    }
    try store.forEachRun(RunFilter(), measures: ["wait_s.mean", "cost"]) { row, values in
      texts[row.id, default: ""] += " \(values)"
    }
    return texts.sorted { $0.key < $1.key }.map(\.value)
  }
}
