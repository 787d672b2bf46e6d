/// Runs of a store as a table.
public struct RunListReport: Sendable {
  /// One run, in words and numbers.
  public struct Entry: Sendable {
    public var id: Int64
    public var digest: String
    public var version: String
    public var topology: String
    public var workload: String
    public var policy: String
    public var settings: String
    public var seed: UInt64
    public var jobs: Int
    public var wait_s: Double?
    public var slowdown: Double?
    public var utilization: Double?

    public init(
      id: Int64, digest: String, version: String, topology: String, workload: String,
      policy: String, settings: String, seed: UInt64, jobs: Int, wait_s: Double?,
      slowdown: Double?, utilization: Double?
    ) {
      self.id = id
      self.digest = digest
      self.version = version
      self.topology = topology
      self.workload = workload
      self.policy = policy
      self.settings = settings
      self.seed = seed
      self.jobs = jobs
      self.wait_s = wait_s
      self.slowdown = slowdown
      self.utilization = utilization
    }
  }

  public var store: String
  /// Newest first.
  public var entries: [Entry]
  /// Runs that were asked for, of which the entries are the newest.
  public var count: Int

  public init(store: String, entries: [Entry], count: Int) {
    self.store = store
    self.entries = entries
    self.count = count
  }

  /// The list as JSON, always in the same order.
  public var json: JSONValue {
    .object([
      ("store", .string(store)), ("count", .integer(count)), ("runs", .array(entries.map(\.json))),
    ])
  }

  /// The list for a terminal, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    let width = min(style.width, 2 * TerminalStyle.comfortable)
    let shown = entries.count < count ? ", the newest \(grouped(entries.count)) of them" : ""
    var lines = [StyledText("\(counted(count, "run")) in \(store)\(shown)", .strong)]
    if !entries.isEmpty { lines += [StyledText()] + table(width).lines(width: width, style) }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  /// Settings take what the narrow columns leave.
  private func table(_ width: Int) -> Table {
    var table = Table([
      .init(title: "run"), .init(title: "digest", alignment: .left, expendability: 6),
      .init(title: "topology", alignment: .left, expendability: 5, limit: 20),
      .init(title: "workload", alignment: .left, expendability: 4, limit: 20),
      .init(title: "policy", alignment: .left, limit: 20),
      .init(title: "settings", alignment: .left, expendability: 1, limit: max(20, width - 56)),
      .init(title: "seed"), .init(title: "jobs", expendability: 3),
      .init(title: "mean wait"), .init(title: "slowdown", expendability: 2),
      .init(title: "utilization"),
    ])
    let words = (
      wait: MeasureWords("wait_s.mean"), slowdown: MeasureWords("bounded_slowdown.mean"),
      utilization: MeasureWords("utilization.allocated")
    )
    for entry in entries {
      table.add([
        .text(grouped(Int(entry.id)), .faint), .text(String(entry.digest.prefix(8)), .faint),
        .text(entry.topology), .text(entry.workload), .text(entry.policy), .text(entry.settings),
        .text(String(entry.seed)), .text(grouped(entry.jobs)),
        .text(words.wait.text(entry.wait_s), .strong),
        .text(words.slowdown.text(entry.slowdown)),
        .text(words.utilization.text(entry.utilization)),
      ])
    }
    return table
  }
}

extension RunListReport.Entry {
  fileprivate var json: JSONValue {
    .object([
      ("run", .integer(Int(id))), ("digest", .string(digest)), ("version", .string(version)),
      ("topology", .string(topology)), ("workload", .string(workload)),
      ("policy", .string(policy)), ("settings", .string(settings)),
      ("seed", .integer(Int(clamping: seed))), ("jobs", .integer(jobs)),
      ("wait_s_mean", .optional(wait_s)), ("bounded_slowdown_mean", .optional(slowdown)),
      ("utilization_allocated", .optional(utilization)),
    ])
  }
}
