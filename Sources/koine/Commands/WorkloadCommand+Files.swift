import ArgumentParser
import KoineFormats
import KoineModel

/// `koine workload generate`.
struct WorkloadGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Writes a generated workload as a file.",
    discussion: """
      Examples:
        koine workload generate mixed -o mixed.csv
        koine workload generate kalos --load 0.9 --accelerators 2048 --days 30 -o kalos.csv.gz

      Presets: koine list workloads. The columns stand in docs/workloads.md.
      """)

  @Argument(help: "A preset of the generator.")
  var preset: String

  @Option(
    name: .shortAndLong,
    help: "The file to write, compressed if its name ends in .gz; - is standard output.")
  var output: String

  @OptionGroup var options: GeneratorOptions

  func run() throws {
    guard WorkloadPreset(rawValue: preset) != nil else {
      let known = WorkloadPreset.allCases.map(\.rawValue)
      throw InputError(
        Diagnostic(
          file: preset,
          .unknownName(
            kind: "preset", found: preset, nearest: nearestName(to: preset, among: known))))
    }
    try WorkloadFile.write(try options.load(preset), to: output)
  }
}

/// `koine workload import`.
struct WorkloadImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Reads a trace file and writes it in Koine's own format.",
    discussion: """
      Examples:
        koine workload import KTH-SP2-1996-2.1-cln.swf.gz -o kth.csv
        koine workload import pods.csv --from openb -o pods.csv.gz

      Formats: koine list formats.
      """)

  @Argument(help: "A trace file, plain or gzip.")
  var file: String

  @Option(help: "The format of the trace file; recognised if not given.")
  var from: String?

  @Option(
    name: .shortAndLong,
    help: "The file to write, compressed if its name ends in .gz; - is standard output.")
  var output: String

  func run() throws {
    let (workload, repairs) = try WorkloadSource.read(try ByteFile(text: file), format: from)
    InputFailure.report(repairs)
    try WorkloadFile.write(workload, to: output)
  }
}

/// Writes workloads to files, whole or not at all.
enum WorkloadFile {
  static func write(_ workload: Workload, to path: String) throws(InputError) {
    let csv = WorkloadWriter.csv(workload)
    try OutputPlace(path).write(path.hasSuffix(".gz") ? GzipWriter.deflate(csv) : csv)
  }
}
