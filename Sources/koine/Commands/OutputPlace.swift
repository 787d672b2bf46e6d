import KoineFormats
import KoineReports

/// A file that the user wants a result in; what hinders that is wrong input.
struct OutputPlace {
  let path: String
  /// What prints on standard output besides, so that `-` cannot mean it; `nil` if nothing does.
  private let printed: String?

  /// A place for what a command prints nothing beside: `-` is standard output.
  init(_ path: String) {
    self.path = path
    printed = nil
  }

  /// A place for a file beside what is `printed`: `-` is refused.
  init(_ path: String, beside printed: String) {
    self.path = path
    self.printed = printed
  }

  private var isStandardOutput: Bool { path == "-" }

  /// Checks before a long run that the file could be written, and leaves nothing behind.
  ///
  /// To be called, as the others, when the inputs are read.
  func probe() throws(InputError) {
    try check()
    if isStandardOutput { return }
    try write { path throws(OutputError) in try OutputFile.probe(path) }
  }

  /// Writes `content` as the whole file, or leaves what is there.
  func write(_ content: [UInt8]) throws(InputError) {
    if isStandardOutput && printed == nil { return StandardOutput.write(content) }
    try write { path throws(OutputError) in try OutputFile.write(content, to: path) }
  }

  /// Writes the file piece by piece: complete, or what is there stays. `fill` hands the pieces to the
  /// function that it gets.
  func write(
    inPieces fill: (_ take: ([UInt8]) throws(InputError) -> Void) throws(InputError) -> Void
  ) throws(InputError) {
    if isStandardOutput && printed == nil { return try fill { StandardOutput.write($0) } }
    try check()
    let file = try open()
    var failure: InputError?
    do throws(InputError) {
      try fill { bytes throws(InputError) in
        do throws(OutputError) { try file.write(bytes) } catch { throw Self.located(error) }
      }
    } catch {
      failure = error
    }
    if let failure {
      file.abandon()
      throw failure
    }
    do throws(OutputError) { try file.commit() } catch { throw Self.located(error) }
  }

  private func open() throws(InputError) -> OutputFile {
    do throws(OutputError) { return try OutputFile(path) } catch { throw Self.located(error) }
  }

  private static func located(_ error: OutputError) -> InputError {
    InputError(Diagnostic(file: error.path, .unwritable(reason: error.reason)))
  }

  /// Lets `fill` write the file.
  func write(_ fill: (String) throws(OutputError) -> Void) throws(InputError) {
    try check()
    do throws(OutputError) {
      try fill(path)
    } catch {
      throw Self.located(error)
    }
  }

  private func check() throws(InputError) {
    if let printed, isStandardOutput {
      throw InputError(
        Diagnostic(
          file: path,
          .unwritable(reason: "standard output takes \(printed): name a file, such as ./-")))
    }
    if InputRecord.current?.holds(path) == true {
      throw InputError(
        Diagnostic(
          file: path,
          .unwritable(reason: "it is one of the files that are read here: name another")))
    }
  }
}
