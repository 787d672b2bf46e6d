public import KoineModel

/// Finds what a WORKLOAD argument means, a preset's name or a file, and loads it.
public struct WorkloadSource {
  /// The workload that `argument` names.
  ///
  /// - Parameters:
  ///   - argument: the name of a preset, or the path of a file, plain or gzip.
  ///   - format: the name of a ``WorkloadFormatName``; `nil` recognises it from the content.
  ///   - seed: fixes everything random of a preset; a file does not depend on it.
  ///   - jobs: jobs to generate, or to keep from the start of a file; `nil` for all.
  ///   - load: for a preset, work offered per time over the capacity of `accelerators`; `nil`
  ///     leaves the preset's rate.
  ///   - accelerators: accelerators that `load` refers to.
  /// - Throws: every problem found in the file, or that no preset or file has that name.
  public static func load(
    _ argument: String, format: String? = nil, seed: UInt64 = 1, jobs: Int? = nil,
    load: Double? = nil, accelerators: Int = 0
  ) throws(InputError) -> (workload: Workload, repairs: [Diagnostic]) {
    let file = try ByteFile(text: argument)
    return try read(file, format: format, jobs: jobs)
  }

  /// Reads a workload file that is already in memory.
  public static func read(
    _ file: ByteFile, format: String? = nil, jobs: Int? = nil
  ) throws(InputError) -> (workload: Workload, repairs: [Diagnostic]) {
    let reader = try reader(for: file, format: format)
    var builder = WorkloadBuilder(file: file.path, name: file.path)
    reader.read(file.bytes, into: &builder)
    return try builder.finish()
  }

  private static func reader(
    for file: ByteFile, format: String?
  ) throws(InputError) -> any WorkloadFormat.Type {
    let known = WorkloadFormatName.allCases.map(\.rawValue)
    if let format {
      if let name = WorkloadFormatName(rawValue: format) { return name.reader }
      throw InputError(
        Diagnostic(
          file: "--workload-format",
          .unknownName(
            kind: "workload format", found: format, nearest: nearestName(to: format, among: known)))
      )
    }
    if file.bytes.isEmpty { throw InputError(Diagnostic(file: file.path, .empty(what: "jobs"))) }
    let head = WorkloadHead(file.bytes)
    guard let name = WorkloadFormatName.allCases.first(where: { $0.reader.recognises(head) }) else {
      throw InputError(Diagnostic(file: file.path, .unknownFormat(known: known)))
    }
    return name.reader
  }
}
