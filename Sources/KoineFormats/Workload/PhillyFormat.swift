import KoineModel

/// The job list of Microsoft's Philly cluster, 2017, as its users reduced it.
///
/// Source: Jeon et al., USENIX ATC 2019; the table of petuum/adaptdl (OSDI 2021 artifact).
enum PhillyFormat: WorkloadFormat {
  static let required = ["timestamp", "duration", "num_gpus", "cluster"]

  static func recognises(_ head: WorkloadHead) -> Bool {
    Set(required).isSubset(of: head.columns)
  }

  static func read(_ bytes: [UInt8], into builder: inout WorkloadBuilder) {
    var table = ColumnTable(bytes)
    table.check(required: required, &builder.problems)
    guard builder.problems.errors.isEmpty else { return }
    builder.acceptsAnyOrder = true
    // Time 0 is the first submission, which is known only at the end: the file is not sorted.
    var submissions_s: [Int64] = []
    while table.next(&builder.problems) {
      guard let stamp_s = timestamp_s(table, &builder.problems),
        let duration = table.nanoseconds("duration", &builder.problems),
        let gpus = table.whole("num_gpus", in: 1...1_000_000, &builder.problems)
      else { continue }
      submissions_s.append(stamp_s)
      builder.append(
        submit: Instant(nanoseconds: stamp_s * 1_000_000_000),
        duration: Interval(nanoseconds: duration), estimate: Interval(nanoseconds: duration),
        request: builder.intern(Request(accelerators: Int32(gpus))),
        tenant: builder.tenant(table.text("cluster")), line: table.line)
    }
    builder.startClock(atWallClock_s: submissions_s.min() ?? 0)
  }

  /// `YYYY-MM-DD HH:MM:SS`, read as if UTC: the file does not say its zone.
  private static func timestamp_s(_ table: ColumnTable, _ problems: inout ProblemLog) -> Int64? {
    let text = table.text("timestamp")
    let parts = text.split { "-: T".contains($0) }.compactMap { Int($0) }
    if parts.count == 6, text.utf8.count == 19, (1900...2200).contains(parts[0]),
      (1...12).contains(parts[1]), (1...31).contains(parts[2]), (0...23).contains(parts[3]),
      (0...59).contains(parts[4]), (0...60).contains(parts[5])
    {
      let days = daysSinceEpoch(year: parts[0], month: parts[1], day: parts[2])
      return Int64(days * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5])
    }
    problems.error(
      line: table.line, key: "timestamp",
      .wrongType(found: "'\(text.prefix(40))'", expected: "a time such as 2017-10-09 07:01:55"))
    return nil
  }
}
