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
    let shared = sharedSettings
    if !shared.isEmpty {
      lines += wrapped("all with \(shared.joined(separator: " "))", to: width).map {
        StyledText($0, .faint)
      }
    }
    if !entries.isEmpty {
      lines += [StyledText()] + table(without: Set(shared), width).lines(width: width, style)
    }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  /// Settings that all runs have, in the order of the first; none where there is only one run.
  private var sharedSettings: [String] {
    guard entries.count > 1, let first = entries.first else { return [] }
    return entries.dropFirst().reduce(first.settingList) { shared, entry in
      let own = Set(entry.settingList)
      return shared.filter(own.contains)
    }
  }

  /// What tells runs apart stays, and goes on below where it is long; what is the same in all of them
  /// gives way first.
  private func table(without shared: Set<String>, _ width: Int) -> Table {
    let settings = entries.map { entry in
      entry.settingList.filter { !shared.contains($0) && !entry.shows($0) }
        .joined(separator: " ")
    }
    func differs<Value: Equatable>(_ value: (Entry) -> Value) -> Bool {
      entries.contains { value($0) != value(entries[0]) }
    }
    let hasSettings = settings.contains { !$0.isEmpty }
    var table = Table([
      .init(title: "run"), .init(title: "digest", alignment: .left, expendability: 6),
      .init(
        title: "topology", alignment: .left, expendability: differs(\.topology) ? 1 : 5, limit: 20),
      .init(
        title: "workload", alignment: .left, expendability: differs(\.workload) ? 1 : 4, limit: 20),
      .init(
        title: "policy", alignment: .left, limit: width > TerminalStyle.comfortable ? 40 : 20),
      .init(
        title: "settings", alignment: .left, expendability: hasSettings ? 0 : 7, wrapsFrom: 20),
      .init(title: "seed"), .init(title: "jobs", expendability: 3),
      .init(title: "mean wait"), .init(title: "slowdown", expendability: 2),
      .init(title: "utilization"),
    ])
    let words = (
      wait: MeasureWords("wait_s.mean"), slowdown: MeasureWords("bounded_slowdown.mean"),
      utilization: MeasureWords("utilization.allocated")
    )
    for (entry, settings) in zip(entries, settings) {
      table.add([
        .text(grouped(Int(entry.id)), .faint), .text(String(entry.digest.prefix(8)), .faint),
        .text(entry.topology), .text(entry.workload), .text(entry.policy), .text(settings),
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
  /// The settings one by one. A value may have spaces: what has no `=` belongs to the one before.
  fileprivate var settingList: [String] {
    settings.split(separator: " ").reduce(into: []) { list, word in
      if word.contains("=") || list.isEmpty {
        list.append(String(word))
      } else {
        list[list.count - 1] += " \(word)"
      }
    }
  }

  /// Whether the column of the policy, which never gives way, says the same as a setting.
  fileprivate func shows(_ setting: String) -> Bool { setting == "policy=\(policy)" }

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
