import Foundation

/// Why a result could not be written.
public struct OutputError: Error, Hashable, Sendable {
  public var path: String
  /// The operating system's words.
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// A file that appears complete or not at all: it is written beside its place and renamed at the end.
///
/// What exists and is no regular file (a device, a pipe) is written to directly.
public struct OutputFile: ~Copyable {
  private let path: String
  /// The name while the file is written; `nil` when writing directly.
  private let temporary: String?
  private let descriptor: Int32

  /// - Throws: that the file cannot be made, with the operating system's reason.
  public init(_ path: String) throws(OutputError) {
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists && status.st_mode & S_IFMT != S_IFREG {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      // A link keeps pointing to what it points to.
      let target = exists ? Self.resolved(path) : path
      temporary = target + ".partial-\(getpid())"
      descriptor = open(temporary!, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    }
    if descriptor < 0 { throw Self.failure(path) }
  }

  private static func resolved(_ path: String) -> String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  private static func failure(_ path: String) -> OutputError {
    OutputError(path: path, reason: String(cString: strerror(errno)))
  }

  /// Writes `content` as the whole file at `path`, or leaves what is there.
  ///
  /// - Throws: that the file cannot be made or filled, with the operating system's reason.
  public static func write(_ content: [UInt8], to path: String) throws(OutputError) {
    try write(to: path) { file throws(OutputError) in try file.write(content) }
  }

  /// Makes the file at `path` of what `fill` writes; a failure leaves what is there.
  ///
  /// - Throws: that the file cannot be made or filled, with the operating system's reason.
  static func write(
    to path: String, _ fill: (borrowing OutputFile) throws(OutputError) -> Void
  ) throws(OutputError) {
    let file = try OutputFile(path)
    var failure: OutputError?
    do throws(OutputError) {
      try fill(file)
    } catch {
      failure = error
    }
    if let failure {
      file.abandon()
      throw failure
    }
    try file.commit()
  }

  /// Checks before a long run that `path` could be written, and leaves nothing behind.
  ///
  /// - Throws: that the file cannot be made, with the operating system's reason.
  public static func probe(_ path: String) throws(OutputError) {
    try OutputFile(path).abandon()
  }

  /// Appends `bytes`.
  ///
  /// - Throws: that they cannot be written, with the operating system's reason.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
      }
      if written < 0 && errno == EINTR { continue }
      if written <= 0 { throw Self.failure(path) }
      done += written
    }
  }

  /// Closes the file and puts it in its place.
  ///
  /// - Throws: that its last bytes cannot be written, with the operating system's reason.
  public consuming func commit() throws(OutputError) {
    if close(descriptor) != 0 {
      let failure = Self.failure(path)
      discardTemporary()
      throw failure
    }
    guard let temporary else { return }
    if rename(temporary, String(temporary.dropLast(".partial-\(getpid())".count))) != 0 {
      let failure = Self.failure(path)
      discardTemporary()
      throw failure
    }
  }

  /// Closes the file and removes what was written.
  public consuming func abandon() {
    close(descriptor)
    discardTemporary()
  }

  private func discardTemporary() {
    if let temporary { unlink(temporary) }
  }
}
