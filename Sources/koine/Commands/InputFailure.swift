import ArgumentParser
import Foundation
import KoineFormats

/// How the program ends when something is wrong: exit code 2 for wrong input, 1 for our own failure.
enum InputFailure {
  static let exitCode: Int32 = 2
  /// Problems printed before the rest is only counted.
  static let limit = 100

  /// Prints each problem as `koine: file:line: key: message` on standard error, repairs marked.
  static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics.prefix(limit) {
      let mark = diagnostic.severity == .repair ? "repaired: " : ""
      writeError("koine: \(mark)\(diagnostic)")
    }
    if diagnostics.count > limit {
      writeError("koine: and \(diagnostics.count - limit) more")
    }
  }

  /// Ends the program for whatever a command or the argument parser threw.
  static func exit(with error: any Error) -> Never {
    if let input = error as? InputError {
      report(input.diagnostics)
      leave(exitCode)
    }
    let code = Koine.exitCode(for: error)
    // Help and version requests are errors to the parser, but not to the user.
    if code == .success {
      let text = Koine.fullMessage(for: error)
      if !text.isEmpty { print(text) }
      leave(0)
    }
    if code == .validationFailure {
      writeError(Koine.fullMessage(for: error))
      leave(exitCode)
    }
    if !(error is ExitCode) { writeError("koine: \(Koine.message(for: error))") }
    leave(code.rawValue)
  }

  /// Ends the program: the one place that checks whether standard output took all that was printed.
  static func leave(_ code: Int32) -> Never {
    guard let problem = StandardOutput.problem else { Foundation.exit(code) }
    report([problem])
    Foundation.exit(code == 0 ? exitCode : code)
  }

  private static func writeError(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
