import Foundation
import Synchronization

/// Which files were read while it was bound, so that no result is written over one of them.
///
/// Files are known by device and inode: a link to a file is that file.
public final class InputRecord: Sendable {
  /// The record of the reading that goes on; `nil` where nobody asks.
  @TaskLocal public static var current: InputRecord?

  private struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private let files = Mutex<Set<Identity>>([])

  public init() {}

  /// Notes in the bound record that the file at `path` is read.
  public static func note(_ path: String) {
    guard let current, let identity = identity(of: path) else { return }
    current.files.withLock { _ = $0.insert(identity) }
  }

  /// Whether the file at `path` was read, by this name or another.
  public func holds(_ path: String) -> Bool {
    guard let identity = Self.identity(of: path) else { return false }
    return files.withLock { $0.contains(identity) }
  }

  /// `nil` for what is no regular file: writing to a device or a pipe destroys nothing.
  private static func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}
