import Foundation
import KoineFormats
import Synchronization

/// Standard output, of which the program says at its end whether all of it was written.
///
/// Nothing is buffered here, so that the reason of a failure is the operating system's.
enum StandardOutput {
  /// The first error of the operating system; 0 while all went well.
  private static let failure = Atomic<Int32>(0)

  /// Writes all of `text`, or nothing more after a failure.
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  /// Writes all bytes, or nothing more after a failure.
  static func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

  private static func write(_ bytes: UnsafeRawBufferPointer) {
    var done = 0
    while done < bytes.count, failure.load(ordering: .relaxed) == 0 {
      let count = Foundation.write(STDOUT_FILENO, bytes.baseAddress! + done, bytes.count - done)
      if count > 0 {
        done += count
      } else if errno == EAGAIN {
        // Somebody made the terminal or pipe non-blocking; it takes more when it has room.
        var room = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&room, 1, -1)
      } else if errno != EINTR {
        failure.store(errno, ordering: .relaxed)
      }
    }
  }

  /// What went wrong; `nil` if nothing did, or if the reader of a pipe wants no more.
  static var problem: Diagnostic? {
    let reason = failure.load(ordering: .relaxed)
    if reason == 0 || reason == EPIPE { return nil }
    return Diagnostic(
      file: "standard output", .unwritable(reason: String(cString: strerror(reason))))
  }

  /// Takes the numbers of standard streams that the caller has closed, so that no file that is
  /// opened later gets what is meant for them. Using them still fails.
  static func reserveClosedStreams() {
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}

/// Prints on ``StandardOutput``, in the place of Swift's function, which hides failures.
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
  StandardOutput.write(items.map { "\($0)" }.joined(separator: separator) + terminator)
}
