public import KoineModel

/// Reads what is left of the speed of jobs while others run on the same accelerators.
///
/// Two forms, told apart by their first character, plain or gzip: a CSV of our own with the columns
/// `chip`, `accelerators`, `work`, `beside` and `part`, and Gavel's table of throughputs in JSON,
/// `{kind: {"('job type', GPUs)": {"null": alone, "('other type', GPUs)": [own, other's]}}}`.
///
/// Source of the second: `simulation_throughputs.json` of stanford-futuredata/gavel.
public struct PairThroughputReader {
  static let columns = ["chip", "accelerators", "work", "beside", "part"]
  private static let perSecond = Quantity("steps per second", 0...1e12)

  public init() {}

  /// The table in the file at `path`.
  ///
  /// - Throws: every row that cannot be understood, with its line, and that there is none.
  public func pairs(path: String) throws(InputError) -> PairThroughputs {
    try pairs(try ByteFile(text: path))
  }

  /// The table in a file that has been read.
  ///
  /// - Throws: as ``pairs(path:)``.
  public func pairs(_ file: ByteFile) throws(InputError) -> PairThroughputs {
    try file.checkEncoding()
    let isJSON = file.bytes.first { $0 > Ascii.space } == UInt8(ascii: "{")
    let table = isJSON ? try gavel(file) : try csv(file)
    if table.isEmpty { throw InputError(Diagnostic(file: file.path, .empty(what: "pairs"))) }
    return table
  }

  private func csv(_ file: ByteFile) throws(InputError) -> PairThroughputs {
    var problems = ProblemLog(file: file.path)
    var rows = ColumnTable(file.bytes)
    rows.check(required: Self.columns, &problems)
    var table = PairThroughputs()
    while problems.errors.isEmpty || rows.has("part"), rows.next(&problems) {
      guard let accelerators = rows.whole("accelerators", in: 1...1_000_000, &problems),
        let millionths = rows.scaled("part", by: 1e6, in: 0...10, &problems)
      else { continue }
      let pair = PairThroughputs.Pair(
        chip: rows.text("chip"), accelerators: Int(accelerators), work: rows.text("work"),
        beside: rows.text("beside"))
      if table[pair] != nil {
        problems.error(
          line: rows.line, key: "work",
          .duplicateName(kind: "pair", found: "\(pair.work) beside \(pair.beside)"))
      }
      table[pair] = Double(millionths) / 1e6
    }
    if !problems.errors.isEmpty { throw InputError(problems.errors) }
    return table
  }

  private func gavel(_ file: ByteFile) throws(InputError) -> PairThroughputs {
    let root = try YAMLDocument.parse(
      String(decoding: file.bytes, as: UTF8.self), file: file.path)
    var table = PairThroughputs()
    for (kind, types) in root.mapping()?.entries ?? [] {
      // Throughputs of workers on several servers are not what jobs on one node get.
      if kind.hasSuffix("_unconsolidated") { continue }
      let known = GavelThroughputs.Kind.allCases.map { $0.chipName.lowercased() }
      guard
        let chip = GavelThroughputs.Kind.allCases.first(where: { $0.chipName.lowercased() == kind })
      else {
        types.report(
          .unknownName(
            kind: "kind of GPU", found: kind, nearest: nearestName(to: kind, among: known),
            known: known))
        continue
      }
      for (key, value) in types.mapping()?.entries ?? [] {
        if let job = JobKey(key, at: value) { Self.add(job, value, chip.chipName, &table) }
      }
    }
    try root.log.throwIfErrors()
    return table
  }

  /// Adds what is known of one job type beside others of its size.
  private static func add(
    _ job: JobKey, _ value: YAMLValue, _ chip: String, _ table: inout PairThroughputs
  ) {
    guard let fields = value.mapping(), let alone = fields.required("null")?.number(perSecond),
      alone > 0
    else { return }
    for (key, speeds) in fields.entries where key != "null" {
      guard let other = JobKey(key, at: speeds), other.gpus == job.gpus else { continue }
      let both = speeds.list()?.compactMap { $0.number(perSecond) } ?? []
      guard both.count == 2 else {
        speeds.report(.wrongColumnCount(found: both.count, expected: "the speeds of both jobs"))
        continue
      }
      table[
        PairThroughputs.Pair(
          chip: chip, accelerators: job.gpus, work: job.type, beside: other.type)] =
        both[0] / alone
    }
  }

  /// `('job type', GPUs)`, as Python prints a tuple.
  private struct JobKey {
    var type: String
    var gpus: Int

    init?(_ text: String, at place: YAMLValue) {
      let parts = text.split(separator: "', ")
      guard parts.count == 2, parts[0].hasPrefix("('"), parts[1].hasSuffix(")"),
        let gpus = Int(parts[1].dropLast())
      else {
        place.report(.wrongType(found: "'\(text)'", expected: "('job type', GPUs)"))
        return nil
      }
      type = String(parts[0].dropFirst(2))
      self.gpus = gpus
    }
  }
}
