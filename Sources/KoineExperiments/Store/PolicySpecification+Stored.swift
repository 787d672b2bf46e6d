public import KoineFormats
public import KoinePolicies

extension PolicySpecification {
  /// The policy that `text` names as lists of runs do: a short name, or order/placement/backfill, after
  /// which preemption and allocator may follow.
  ///
  /// - Parameter option: where it was given, for messages.
  /// - Throws: every name that is unknown, or that it has another form.
  public init(listed text: String, option: String) throws(InputError) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var parts = PolicyParts(policy: words[0])
    if words.count > 1 {
      guard (3...PolicyPart.allCases.count).contains(words.count) else {
        throw InputError(
          Diagnostic(
            file: option,
            .wrongType(
              found: "'\(text)'",
              expected: "a short name, or order/placement/backfill, such as "
                + "fifo/best-fit/easy, after which preemption and allocator may follow")))
      }
      parts = PolicyParts(
        order: words[0], placement: words[1], backfill: words[2],
        preemption: words.count > 3 ? words[3] : "none",
        allocator: words.count > 4 ? words[4] : "none")
    }
    let problems = parts.problems(.all)
    if !problems.isEmpty { throw InputError(problems.map { Diagnostic(file: option, $0.problem) }) }
    self.init(choosing: parts)
  }

  /// All names under which runs of the policy that `text` names are stored, whatever the values of its
  /// parameters; `nil` where it names none.
  static func storedNames(of text: String) -> [String]? {
    guard let policy = try? PolicySpecification(listed: text, option: "") else { return nil }
    let known = text.contains("/") ? named.filter { $0.policy.parts == policy.parts } : []
    return [policy.parts.joined(separator: "/")] + (text.contains("/") ? known.map(\.name) : [text])
  }

  private var parts: [String] { PolicyPart.allCases.map { choice(of: $0) } }
}
