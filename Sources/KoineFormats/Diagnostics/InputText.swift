import Foundation

/// Reads whole text files within a limit of size.
enum InputText {
  /// Largest file that is read as one text, bytes.
  static let limit_bytes = 16 << 20

  /// The text of the file at `path`.
  ///
  /// - Throws: that the file cannot be read, is larger than `limit_bytes`, or is not UTF-8 text.
  static func read(_ path: String, limit_bytes: Int = limit_bytes) throws(InputError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "no such file")))
    }
    if isFolder.boolValue {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "it is a folder")))
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "permission denied")))
    }
    defer { try? handle.close() }
    InputRecord.note(path)
    guard let data = try? handle.read(upToCount: limit_bytes + 1) ?? Data() else {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "reading failed")))
    }
    if data.count > limit_bytes {
      let size = max(data.count, (try? handle.seekToEnd()).map { Int(clamping: $0) } ?? 0)
      throw InputError(Diagnostic(file: path, .tooLarge(found: size, limit: limit_bytes)))
    }
    return try decode(data, file: path)
  }

  private static func decode(_ data: Data, file: String) throws(InputError) -> String {
    if data.contains(0) { throw InputError(Diagnostic(file: file, .notText)) }
    guard let text = String(data: data, encoding: .utf8) else {
      let line = TextEncoding.firstLineNotUTF8(in: [UInt8](data))
      throw InputError(Diagnostic(file: file, line: line, .notUTF8))
    }
    // A byte-order mark is no part of the text.
    return text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
  }
}
