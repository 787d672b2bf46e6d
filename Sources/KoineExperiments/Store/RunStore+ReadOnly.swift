import Foundation
import KoineFormats

extension RunStore {
  /// Why an existing store cannot be written, in the operating system's words; `nil` if nothing hinders.
  ///
  /// SQLite's log stands beside the store, so that the folder counts too.
  static func obstacle(_ path: String) -> String? {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    for place in [file.path, file.deletingLastPathComponent().path] where access(place, W_OK) != 0 {
      let reason = String(cString: strerror(errno)).lowercased()
      return place == file.path ? reason : "its folder: " + reason
    }
    return nil
  }

  /// What SQLite opens to read a store that may not be written.
  ///
  /// Without a log nobody writes to it, so that it may be read as a file that never changes, for which
  /// SQLite needs no shared memory beside it. With a log, another user's program may be at work: SQLite
  /// then reads that one's shared memory.
  static func readOnlyLocation(_ path: String) -> String {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let isQuiet = !hasLog(file)
    let plain = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
    let name = file.addingPercentEncoding(withAllowedCharacters: plain) ?? file
    return "file://\(name)?mode=ro" + (isQuiet ? "&immutable=1" : "")
  }

  /// Whether there are runs that only the log beside the store has.
  private static func hasLog(_ path: String) -> Bool {
    let size = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
    return (size ?? 0) > 0
  }

  /// Who may not write there cannot make the shared memory that SQLite needs to read a log.
  static func refuseLoneLog(_ path: String) throws(InputError) {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard hasLog(file), !FileManager.default.fileExists(atPath: file + "-shm") else { return }
    throw InputError(
      Diagnostic(
        file: path,
        .unreadable(
          reason: "its last runs are in \(path)-wal, which SQLite cannot read where nothing may be "
            + "written: copy both files to a folder of your own")))
  }
}
