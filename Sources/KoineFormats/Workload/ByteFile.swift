import Foundation

/// The content of one input file, uncompressed.
public struct ByteFile: Sendable {
  /// Path as the user gave it.
  public let path: String
  /// All bytes, after decompression, without a byte-order mark.
  public let bytes: [UInt8]

  /// Largest content that is read, after decompression: 2 GiB, some 25 million jobs.
  public static let sizeLimit = 2 << 30

  /// Content that is already in memory, such as a test's.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Reads the file at `path`, decompressing it if it starts like gzip, whatever its name.
  ///
  /// - Parameter limit: largest content accepted, in bytes.
  /// - Complexity: O(size); the file is held in memory once, twice while it is decompressed.
  /// - Throws: when the file cannot be read, is damaged, too large, or is not text.
  public init(text path: String, limit: Int = ByteFile.sizeLimit) throws(InputError) {
    self.path = path
    var bytes = try Self.content(of: path, limit: limit)
    InputRecord.note(path)
    if GzipReader.recognises(bytes) {
      bytes = try GzipReader.inflate(bytes, file: path, limit: limit)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard Self.isText(bytes) else { throw InputError(Diagnostic(file: path, .notText)) }
    self.bytes = bytes
  }

  /// Text holds no zero byte: that covers executables, archives and UTF-16.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      buffer.baseAddress.map { memchr($0, 0, buffer.count) == nil } ?? true
    }
  }

  private static func content(of path: String, limit: Int) throws(InputError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw InputError(Diagnostic(file: path, .unreadable(reason: "is a folder")))
    }
    let expected = Int(status.st_size)
    guard expected <= limit else {
      throw InputError(Diagnostic(file: path, .tooLarge(found: expected, limit: limit)))
    }
    var bytes: [UInt8] = []
    // A pipe says size 0; a growing file says less than it holds: both are read to their end.
    var room = max(expected + 1, 1 << 16)
    while true {
      let count = append(to: &bytes, room: room, from: descriptor)
      guard count >= 0 else { throw unreadable(path) }
      if count == 0 { return bytes }
      guard bytes.count <= limit else {
        throw InputError(Diagnostic(file: path, .tooLarge(found: bytes.count, limit: limit)))
      }
      room = max(1 << 16, expected + 1 - bytes.count, bytes.count >= expected ? 1 << 16 : 0)
    }
  }

  /// Reads at most `room` bytes; answers how many, or -1.
  private static func append(to bytes: inout [UInt8], room: Int, from descriptor: Int32) -> Int {
    if bytes.isEmpty {
      var count = 0
      bytes = Array(unsafeUninitializedCapacity: room) { buffer, initialized in
        count = read(descriptor, buffer.baseAddress, room)
        initialized = max(count, 0)
      }
      return count
    }
    let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
      let count = read(descriptor, buffer.baseAddress, room)
      initialized = max(count, 0)
    }
    bytes += chunk
    return chunk.count
  }

  private static func unreadable(_ path: String) -> InputError {
    InputError(Diagnostic(file: path, .unreadable(reason: String(cString: strerror(errno)))))
  }
}
