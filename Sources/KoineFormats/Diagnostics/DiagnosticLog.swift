/// Collects the problems of one reading, so that a user sees all of them at once.
final class DiagnosticLog {
  /// Problems kept; a hopeless file yields no more than this.
  static let limit = 1000

  private(set) var diagnostics: [Diagnostic] = []

  /// Keeps the problem, unless the very same is known already.
  func add(_ diagnostic: Diagnostic) {
    if diagnostics.count < Self.limit && !diagnostics.contains(diagnostic) {
      diagnostics.append(diagnostic)
    }
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Throws what was collected if any of it is an error, file by file and each by line.
  func throwIfErrors() throws(InputError) {
    if hasErrors { throw InputError(sorted) }
  }

  private var sorted: [Diagnostic] {
    var files: [String: Int] = [:]
    for diagnostic in diagnostics where files[diagnostic.file] == nil {
      files[diagnostic.file] = files.count
    }
    let ranked = diagnostics.enumerated().map { index, diagnostic in
      (rank: (files[diagnostic.file] ?? 0, diagnostic.line ?? 0, index), diagnostic: diagnostic)
    }
    return ranked.sorted { $0.rank < $1.rank }.map(\.diagnostic)
  }
}
