import Foundation
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
  /// - Throws: every problem found in the file, that so little load takes too many years, or that no preset or file has that name.
  public static func load(
    _ argument: String, format: String? = nil, seed: UInt64 = 1, jobs: Int? = nil,
    load: Double? = nil, accelerators: Int = 0
  ) throws(InputError) -> (workload: Workload, repairs: [Diagnostic]) {
    if let jobs, !(1...100_000_000).contains(jobs) {
      throw InputError(
        Diagnostic(
          file: "--jobs", .outOfRange(found: "\(jobs)", expected: "jobs from 1 to 100000000")))
    }
    if let load, !(0.001...1000).contains(load) {
      throw InputError(
        Diagnostic(
          file: "--load", .outOfRange(found: "\(load)", expected: "a load from 0.001 to 1000"))
      )
    }
    if let preset = WorkloadPreset(rawValue: argument) {
      let generator = WorkloadGenerator(preset.settings, seed: seed)
      return (
        try generator.checkedWorkload(count: jobs, load: load, accelerators: accelerators), []
      )
    }
    guard access(argument, F_OK) == 0 else { throw noSuchWorkload(argument) }
    return try read(try ByteFile(text: argument), format: format, jobs: jobs)
  }

  private static func noSuchWorkload(_ argument: String) -> InputError {
    let presets = WorkloadPreset.allCases.map(\.rawValue)
    return InputError(
      Diagnostic(
        file: argument,
        .unknownName(
          kind: "workload (no preset, no file)", found: argument,
          nearest: nearestName(to: argument, among: presets))))
  }

  /// Reads a workload file that is already in memory.
  public static func read(
    _ file: ByteFile, format: String? = nil, jobs: Int? = nil
  ) throws(InputError) -> (workload: Workload, repairs: [Diagnostic]) {
    let reader = try reader(for: file, format: format)
    // Archives hold comments in Latin-1, which their reader reads as that.
    if reader != SWFFormat.self { try file.checkEncoding() }
    var builder = WorkloadBuilder(file: file.path, name: file.path)
    reader.read(file.bytes, into: &builder)
    var (workload, repairs) = try builder.finish()
    if let jobs { workload.keepFirst(jobs) }
    return (workload, repairs)
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
      throw InputError(head.problem(of: file.path))
    }
    return name.reader
  }
}
