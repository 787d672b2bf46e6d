public import Foundation

/// Public traces that tests use where they are present; nothing of them is part of this repository.
public enum SharedData {
  /// `KOINE_SHARED` of the environment, or `../shared` beside the repository.
  public static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["KOINE_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().appendingPathComponent("shared")
  }

  public static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  /// The lines of a gzip file, unpacked by the system's `gzip`: our own reader is not on trial here.
  public static func gzipLines(_ path: String) throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", folder.appendingPathComponent(path).path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
