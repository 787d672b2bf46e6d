import ArgumentParser
import KoineFormats
import KoineModel
import KoineReports

/// What selects and sizes a generated workload.
struct GeneratorOptions: ParsableArguments {
  @Option(help: "Jobs to generate, or to keep from the start of a file.")
  var jobs: Int?

  @Option(help: "Days to generate at the preset's rate, instead of --jobs.")
  var days: Double?

  @Option(
    help: "Work offered over the capacity of --accelerators; scales the rate of a preset.")
  var load: Double?

  @Option(help: "Accelerators that --load refers to; the preset's own cluster if not given.")
  var accelerators: Int?

  @Option(help: "Fixes everything random.")
  var seed: UInt64 = 1

  /// The workload that `argument` names, its repairs reported on standard error.
  func load(_ argument: String, format: String? = nil) throws(InputError) -> Workload {
    let settings = WorkloadPreset(rawValue: argument)?.settings
    var count = jobs
    if count == nil, let days { count = try Self.jobs(inDays: days, settings, argument) }
    let (workload, repairs) = try WorkloadSource.load(
      argument, format: format, seed: seed, jobs: count, load: load,
      accelerators: try accelerators(settings))
    InputFailure.report(repairs)
    return workload
  }

  private static func jobs(
    inDays days: Double, _ settings: GeneratorSettings?, _ argument: String
  ) throws(InputError) -> Int {
    guard let settings else {
      throw InputError(
        Diagnostic(
          file: "--days",
          .conflict("only a preset can be generated for a time: \(argument) is none")))
    }
    guard days > 0, days <= 36_500 else {
      throw InputError(
        Diagnostic(
          file: "--days", .outOfRange(found: "\(days)", expected: "more than 0, at most 36500")))
    }
    return max(1, Int(days * 86_400 / settings.meanGap_s))
  }

  private func accelerators(_ settings: GeneratorSettings?) throws(InputError) -> Int {
    if let accelerators, !(1...100_000_000).contains(accelerators) {
      throw InputError(
        Diagnostic(
          file: "--accelerators",
          .outOfRange(found: "\(accelerators)", expected: "from 1 to 100000000")))
    }
    if load != nil, accelerators == nil, settings?.accelerators == nil {
      throw InputError(
        Diagnostic(file: "--load", .conflict("needs --accelerators, to which it refers")))
    }
    return accelerators ?? settings?.accelerators ?? 0
  }
}

/// `koine workload describe`.
struct WorkloadDescribe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Prints how jobs arrive, how long they run, how large they are and how they end.",
    discussion: """
      Examples:
        koine workload describe mixed
        koine workload describe trace.swf.gz --format json
        koine workload describe philly --against philly_gpu_jobs.csv.gz

      Every number is defined in docs/workloads.md. Presets: koine list workloads.
      """)

  @Argument(help: "A preset of the generator, or a trace file, plain or gzip.")
  var workload: String

  @Option(help: "A second preset or file to lay beside the first.")
  var against: String?

  @Option(help: "The format of the trace file; recognised if not given.")
  var workloadFormat: String?

  @OptionGroup var options: GeneratorOptions

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let accelerators =
      options.accelerators ?? WorkloadPreset(rawValue: workload)?.settings.accelerators
    let first = WorkloadDescription(try options.load(workload, format: workloadFormat))
    let second = try against.map {
      WorkloadDescription(try options.load($0, format: workloadFormat))
    }
    switch format {
    case .text:
      let tables = WorkloadTables(first, against: second, accelerators: accelerators)
      print(tables.text(width: TerminalStyle.ofStandardOutput().width))
    case .json:
      let document = first.json(accelerators: accelerators)
      guard let second else { return print(document.text) }
      let other = second.json(accelerators: accelerators)
      print(JSONValue.object([("workload", document), ("against", other)]).text)
    }
  }
}
