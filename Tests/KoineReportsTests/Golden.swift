import Foundation
import Testing

/// Compares text with a file beside the tests.
///
/// With KOINE_RECORD=1 in the environment the file is written anew and the test fails, so that a
/// recording is made on purpose and never counts as a pass.
func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")
  let file = folder.appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["KOINE_RECORD"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    Issue.record(
      "recorded \(name): look at it, then run without KOINE_RECORD", sourceLocation: sourceLocation)
    return
  }
  guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
    Issue.record("no recording \(name): run with KOINE_RECORD=1", sourceLocation: sourceLocation)
    return
  }
  #expect(text == expected, "differs from \(name)", sourceLocation: sourceLocation)
}
