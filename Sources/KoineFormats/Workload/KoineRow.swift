import KoineModel

/// One record of Koine's own table.
struct KoineRow {
  let table: ColumnTable

  init(_ table: ColumnTable) { self.table = table }

  /// What the job asks for, with `work` for a job that names a model.
  func request(_ builder: inout WorkloadBuilder, work: WorkHandle) -> RequestHandle? {
    let accelerators = table.whole("accelerators", in: 0...1_000_000_000, &builder.problems)
    let share = table.isEmpty("share") ? 1000 : share(&builder.problems)
    let tasks =
      table.isEmpty("tasks") ? 0 : table.whole("tasks", in: 0...1_000_000_000, &builder.problems)
    let cpu_milli = amount("cpu_cores", 1000, &builder.problems)
    let memory_mib = amount("memory_gib", 1024, &builder.problems)
    let locality = word("locality", Locality.allCases, \.word, .anywhere, &builder.problems)
    let isRequired = word("locality_required", [true, false], \.word, false, &builder.problems)
    guard let accelerators, let share, let tasks, let cpu_milli, let memory_mib, let locality,
      let isRequired, isConsistent(accelerators, share, tasks, &builder.problems),
      let parts = parts(accelerators, &builder)
    else { return nil }
    let chips =
      parts.isEmpty ? builder.selection(table.text("chips")) : builder.selection(ofAll: parts)
    let request = Request(
      accelerators: Int32(accelerators), share_milli: Int32(share), tasks: Int32(tasks),
      cpu_milli: cpu_milli, memory_mib: memory_mib, chips: chips, locality: locality,
      localityIsRequired: isRequired, work: work, parts: parts)
    if work != .none && !canWork(request, &builder.problems) { return nil }
    return builder.intern(request)
  }

  func ending(_ problems: inout ProblemLog) -> JobEnding? {
    word("ending", JobEnding.allCases, \.word, .completes, &problems)
  }

  /// A time after the submission, such as when the user takes the job back; never where the field is
  /// empty.
  func time(
    _ column: String, after submit_ns: Int64?, _ problems: inout ProblemLog
  ) -> Instant? {
    if table.isEmpty(column) { return .never }
    guard let time_ns = table.nanoseconds(column, &problems) else { return nil }
    if let submit_ns, time_ns <= submit_ns {
      problems.error(
        line: table.line, key: column,
        .outOfRange(
          found: table.text(column),
          expected: "a time after the submission, at \(decimalSeconds(submit_ns)) s"))
      return nil
    }
    return Instant(nanoseconds: time_ns)
  }

  private func share(_ problems: inout ProblemLog) -> Int64? {
    table.scaled("share", by: 1000, in: 0.001...1, &problems)
  }

  private func amount(
    _ column: String, _ scale: Double, _ problems: inout ProblemLog
  ) -> Int64? {
    table.isEmpty(column) ? 0 : table.scaled(column, by: scale, in: 0...1_000_000_000, &problems)
  }

  private func isConsistent(
    _ accelerators: Int64, _ share: Int64, _ tasks: Int64, _ problems: inout ProblemLog
  ) -> Bool {
    if share < 1000, accelerators != 1 {
      problems.error(
        line: table.line, key: "share",
        .outOfRange(found: table.text("share"), expected: "1, unless accelerators is 1"))
      return false
    }
    if tasks > 0, accelerators % tasks != 0 {
      problems.error(
        line: table.line, key: "tasks",
        .outOfRange(found: "\(tasks)", expected: "a divisor of accelerators, \(accelerators)"))
      return false
    }
    return true
  }

  /// The value that a word stands for; `fallback` where the field is empty.
  private func word<Value>(
    _ column: String, _ values: [Value], _ name: (Value) -> String, _ fallback: Value,
    _ problems: inout ProblemLog
  ) -> Value? {
    let text = table.text(column)
    if text.isEmpty { return fallback }
    let known = values.map(name)
    if let place = known.firstIndex(of: text.lowercased()) { return values[place] }
    problems.error(
      line: table.line, key: column,
      .unknownName(
        kind: "value", found: String(text.prefix(40)), nearest: nearestName(to: text, among: known),
        known: known)
    )
    return nil
  }
}

extension Bool {
  fileprivate var word: String { self ? "yes" : "no" }
}
