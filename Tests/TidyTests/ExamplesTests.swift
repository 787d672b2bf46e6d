import Foundation
import Testing

/// That `Tools/check-examples` runs what the documents show, and notices when it is wrong.
@Suite struct ExamplesTests {
  /// Exit code and output of checking a document with this text.
  private func check(_ text: String) throws -> (status: Int32, output: String) {
    let file = FileManager.default.temporaryDirectory.appending(path: "examples-\(UUID()).md")
    defer { try? FileManager.default.removeItem(at: file) }
    try text.write(to: file, atomically: true, encoding: .utf8)
    return try Repository.run("Tools/check-examples", file.path)
  }

  @Test func commandsAndTheirOutputAreCompared() throws {
    let document = """
      ```sh
      printf 'one\\n\\nthree\\nfour\\n' >made && \\
        cat made
      ```

      ```text
      one
      ...
      four
      ```
      """
    let result = try check(document)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.hasSuffix("1 examples ran, 0 were skipped, 0 failed\n"))
    #expect(!FileManager.default.fileExists(atPath: Repository.root.appending(path: "made").path))
  }

  @Test func anotherOutputIsAFailure() throws {
    let result = try check("```sh\necho one\n```\n\n```text\ntwo\n```\n")
    #expect(result.status == 1)
    #expect(result.output.contains("md:5: FAILED: the printed output is not what"))
    #expect(result.output.contains("first at its line 1: one"))
  }

  @Test func aFailingCommandIsAFailure() throws {
    let result = try check("```sh\nexit 3\n# a comment\n```\n")
    #expect(result.status == 1)
    #expect(result.output.contains("md:2: FAILED with 3: exit 3"))
    #expect(result.output.hasSuffix("1 examples ran, 0 were skipped, 1 failed\n"))
  }

  @Test func otherBlocksAreLeftAlone() throws {
    let result = try check("```\nfalse\n```\n\n```console\nfalse\n```\n\n    false\n")
    #expect(result.output == "0 examples ran, 0 were skipped, 0 failed\n")
  }
}
