import Foundation
import GRDB
public import KoineFormats

/// Every run that was made, in one SQLite file: what was run, with which program, and what came out.
///
/// Several threads and several processes may use one store. A run is in the store as soon as it has
/// ended: whoever is killed loses the runs in flight and nothing else.
public final class RunStore: Sendable {
  /// The name of a store that nobody named.
  public static let defaultName = "koine.db"
  /// How long a store that another process locks is waited for, s.
  public static let patience_s = 30.0

  public let path: String
  /// Whether runs can be read, but none kept.
  public let isReadOnly: Bool
  let database: any DatabaseWriter
  /// What SQLite calls the file when another store takes its runs over.
  let location: String

  /// Opens the store at `path`, or makes one there.
  ///
  /// - Parameters:
  ///   - control: stopped, it ends all waiting for other processes: the store then is locked.
  ///   - onWait: called with the path when another process has locked the store for some seconds, on any
  ///     thread.
  /// - Throws: that it is damaged, no store, of a newer version, locked, or in an unwritable place.
  public convenience init(
    path: String, patience_s: Double = patience_s, control: RunControl = RunControl(),
    onWait: (@Sendable (String) -> Void)? = nil
  ) throws(InputError) {
    try Self.checked(path) { try Self.refuseOtherFiles(path) }
    if let obstacle = Self.obstacle(path) {
      throw InputError(Diagnostic(file: path, .storeReadOnly(reason: obstacle)))
    }
    try self.init(
      open: path, isReadOnly: false,
      LockPatience(path, limit_s: patience_s, onWait, control: control))
  }

  /// Opens a store that must exist.
  ///
  /// - Throws: that there is none, and what ``init(path:patience_s:control:onWait:)`` throws.
  public convenience init(
    existing path: String, onWait: (@Sendable (String) -> Void)? = nil
  ) throws(InputError) {
    try Self.refuseAbsence(path)
    try self.init(path: path, onWait: onWait)
  }

  /// Opens a store that must exist, also where its file or its folder may not be written.
  ///
  /// - Throws: that there is none, that it is damaged, no store, of a newer version or locked.
  public convenience init(
    reading path: String, onWait: (@Sendable (String) -> Void)? = nil
  ) throws(InputError) {
    try Self.refuseAbsence(path)
    try Self.checked(path) { try Self.refuseOtherFiles(path) }
    try self.init(
      open: path, isReadOnly: Self.obstacle(path) != nil,
      LockPatience(path, limit_s: Self.patience_s, onWait))
  }

  /// - Precondition: the file is no other program's.
  init(open path: String, isReadOnly: Bool, _ patience: LockPatience) throws(InputError) {
    self.path = path
    self.isReadOnly = isReadOnly
    if isReadOnly { try Self.refuseLoneLog(path) }
    location = isReadOnly ? Self.readOnlyLocation(path) : path
    let location = location
    database = try Self.checked(path) { () -> any DatabaseWriter in
      var configuration = Configuration()
      configuration.busyMode = .callback { patience.wait(tries: $0) }
      configuration.readonly = isReadOnly
      configuration.prepareDatabase { db in
        // A crash of the program loses nothing; one of the machine may lose the last runs.
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
      }
      if isReadOnly { return try DatabaseQueue(path: location, configuration: configuration) }
      return try DatabasePool(path: location, configuration: configuration)
    }
    try migrate()
  }

  private static func refuseAbsence(_ path: String) throws(InputError) {
    if !FileManager.default.fileExists(atPath: path) {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "there is no run store")))
    }
  }

  /// Whether another store is the same file, under whatever name.
  public func isSame(as other: RunStore) -> Bool {
    func identity(_ path: String) -> [Int?] {
      let file = try? FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
      return [FileAttributeKey.systemNumber, .systemFileNumber].map { file?[$0] as? Int }
    }
    let ours = identity(path)
    return !ours.contains(nil) && ours == identity(other.path)
  }

  /// Where the store of a scenario or study is if nobody names another: beside its file; for shipped
  /// ones and for what is no file, in the current folder.
  public static func usualPath(for scenario: String?) -> String {
    guard let scenario,
      ScenarioReader.isScenario(path: scenario) || StudyReader.isStudy(path: scenario)
    else { return defaultName }
    let file = URL(fileURLWithPath: scenario).resolvingSymlinksInPath().path
    let catalogue = TopologyResolver.ofProcess().catalogue
      .map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
    if let catalogue, file.hasPrefix(catalogue + "/") { return defaultName }
    let folder = (scenario as NSString).deletingLastPathComponent
    return folder.isEmpty ? defaultName : folder + "/" + defaultName
  }

  /// SQLite would add its tables to any database, also to another program's.
  private static func refuseOtherFiles(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return try refuseLeftovers(path)
    }
    if isFolder.boolValue {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "it is a folder")))
    }
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let kind =
      try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
    // Opening a pipe would wait until somebody writes to it.
    if let kind, kind != .typeRegular {
      throw InputError(
        Diagnostic(file: path, .unreadable(reason: "it is a device or a pipe, not a file")))
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "permission denied")))
    }
    defer { try? file.close() }
    InputRecord.note(path)
    let head = try file.read(upToCount: 16) ?? Data()
    if !head.isEmpty && head != Data("SQLite format 3\0".utf8) {
      throw InputError(Diagnostic(file: path, .storeDamaged(reason: "it is no SQLite database")))
    }
  }

  /// SQLite fails on the log of a database that somebody has removed, without saying so.
  private static func refuseLeftovers(_ path: String) throws {
    for name in ["\(path)-wal", "\(path)-shm"] where FileManager.default.fileExists(atPath: name) {
      throw InputError(
        Diagnostic(
          file: name,
          .conflict("is left over from a store that is gone: put \(path) back, or remove this too"))
      )
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(InputError) -> Value {
    try Self.checked(path) { try database.read(body) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(InputError) -> Value {
    try refuseReadOnly()
    return try Self.checked(path) { try database.write(body) }
  }

  /// - Throws: that the store can only be read.
  func refuseReadOnly() throws(InputError) {
    guard isReadOnly else { return }
    let reason = Self.obstacle(path) ?? "it was opened for reading"
    throw InputError(Diagnostic(file: path, .storeReadOnly(reason: reason)))
  }

  /// What SQLite says, as a located problem that says how to go on.
  static func checked<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(InputError) -> Value {
    do {
      return try body()
    } catch let error as InputError {
      throw error
    } catch let error as DatabaseError {
      throw InputError(Diagnostic(file: path, problem(error)))
    } catch {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "\(error)")))
    }
  }

  private static func problem(_ error: DatabaseError) -> InputProblem {
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    // The statements are ours: an error in one means that the tables are not.
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR: return .storeDamaged(reason: reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .storeLocked
    case .SQLITE_FULL: return .storeFull
    case .SQLITE_IOERR:
      // Without room for its shared memory SQLite reports an error of input and output.
      return .unwritable(reason: "\(reason); what ended before is stored, so run it again")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: return .unwritable(reason: reason)
    default: return .unreadable(reason: reason)
    }
  }
}
