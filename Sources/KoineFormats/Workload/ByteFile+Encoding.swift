import Foundation

extension ByteFile {
  /// Checks that the text is UTF-8: other bytes would be changed in names without a word.
  ///
  /// - Complexity: O(size).
  /// - Throws: the first line that is not.
  func checkEncoding() throws(InputError) {
    guard let line = TextEncoding.firstLineNotUTF8(in: bytes) else { return }
    throw InputError(Diagnostic(file: path, line: line, .notUTF8))
  }
}

/// What bytes that should be text are encoded in.
enum TextEncoding {
  /// Bytes that are looked at together: whole stretches, since the standard library checks those fast.
  private static let stretch = 1 << 20

  /// The first line, from 1, that is not UTF-8; `nil` if all are.
  ///
  /// - Complexity: O(size), with memory for one stretch of whole lines.
  static func firstLineNotUTF8(in bytes: [UInt8]) -> Int? {
    var start = 0
    while start < bytes.count {
      let end = lineEnd(from: min(bytes.count, start + stretch), in: bytes)
      if !isUTF8(bytes[start..<end]) {
        return bytes[..<start].count { $0 == Ascii.newline } + badLine(in: bytes[start..<end])
      }
      start = end
    }
    return nil
  }

  private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  /// Behind the next line end from `start` on; no letter reaches over a line end.
  private static func lineEnd(from start: Int, in bytes: [UInt8]) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != Ascii.newline { end += 1 }
    return min(bytes.count, end + 1)
  }

  private static func badLine(in bytes: ArraySlice<UInt8>) -> Int {
    let lines = bytes.split(separator: Ascii.newline, omittingEmptySubsequences: false)
    return (lines.firstIndex { !isUTF8($0) } ?? 0) + 1
  }

  /// The text of `bytes`: UTF-8, or where it is none, Latin-1, of which every byte is a letter.
  static func utf8OrLatin1(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
