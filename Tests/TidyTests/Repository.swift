import Foundation

/// A text file of the repository, by its path from the root.
struct SourceFile {
  var path: String
  var text: String
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isLibrary: Bool { isSwift && path.hasPrefix("Sources/") }
}

/// The clone that these tests were compiled from.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Paths that are committed or about to be, sorted; without git's help, all but hidden folders.
  static let paths: [String] = {
    let listing = try? run(
      "git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard")
    if let listing, listing.status == 0 {
      return Set(listing.output.split(separator: "\n").map(String.init))
        .filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }.sorted()
    }
    let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return all.filter { !$0.hasPrefix(".") && !$0.hasSuffix("Package.resolved") }.sorted()
  }()

  /// Every file that is text.
  static let files: [SourceFile] = paths.compactMap { path in
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8))
      .map { SourceFile(path: path, text: $0) }
  }

  /// Runs a command in the root and waits for it; standard error is merged into the output.
  static func run(_ command: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = root
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
