import KoineModel

extension KoineRow {
  /// The most kinds of chips of one job.
  private static let mostParts = 16

  /// What the job asks of each kind of chip, written as `a:32+b:32`; empty for a job on one kind.
  func parts(_ accelerators: Int64, _ builder: inout WorkloadBuilder) -> [RequestPart]? {
    let text = table.text("chips")
    guard text.contains("+") else { return [] }
    var parts: [RequestPart] = []
    var seen: Set<String> = []
    for piece in text.split(separator: "+", omittingEmptySubsequences: false) {
      guard let (name, count) = Self.part(piece) else {
        return refuseParts(
          found: "'\(piece.prefix(40))'",
          expected: "a chip and its accelerators, as in a:32+b:32", &builder.problems)
      }
      if !seen.insert(name).inserted {
        builder.problems.error(
          line: table.line, key: "chips", .duplicateName(kind: "chip", found: name))
        return nil
      }
      parts.append(RequestPart(chips: builder.selection(name), accelerators: count))
    }
    if parts.count > Self.mostParts {
      return refuseParts(
        found: "\(parts.count) kinds", expected: "at most \(Self.mostParts)", &builder.problems)
    }
    let sum = parts.reduce(0) { $0 + Int64($1.accelerators) }
    if sum != accelerators {
      builder.problems.error(
        line: table.line, key: "accelerators",
        .outOfRange(found: "\(accelerators)", expected: "\(sum), the sum of the chips"))
      return nil
    }
    if !table.isEmpty("tasks"), table.text("tasks") != "0" {
      builder.problems.error(
        line: table.line, key: "tasks",
        .outOfRange(
          found: table.text("tasks"), expected: "nothing, for a job on several kinds of chips"))
      return nil
    }
    return parts
  }

  /// `NAME:COUNT`.
  private static func part(_ text: Substring) -> (name: String, count: Int32)? {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, let count = Int32(halves[1].trimmingSpaces),
      (1...100_000_000).contains(count)
    else { return nil }
    let name = halves[0].trimmingSpaces
    return name.isEmpty || name.contains("|") ? nil : (name, count)
  }

  private func refuseParts(
    found: String, expected: String, _ problems: inout ProblemLog
  ) -> [RequestPart]? {
    problems.error(
      line: table.line, key: "chips", .outOfRange(found: found, expected: expected))
    return nil
  }
}
