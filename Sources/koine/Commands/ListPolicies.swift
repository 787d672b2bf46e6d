import ArgumentParser
import KoinePolicies
import KoineReports

/// `koine list policies`.
struct ListPolicies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policies",
    abstract:
      "Lists named policies, the parts that policies are composed of, and their parameters.",
    discussion: "Example: koine list policies --format json")

  @Option(help: "How to print the results.")
  var format: PolicyListFormat = .text

  func run() {
    switch format {
    case .text: print(text, terminator: "")
    case .json: print(json.text)
    case .markdown: print(PolicyTables().text, terminator: "")
    }
  }

  private var text: String {
    let named = PolicySpecification.named.map { ($0.name, meaning: $0.policy.composition) }
    let style = TerminalStyle.ofStandardOutput()
    var sections: [(title: String, names: [(name: String, meaning: String)])] = [
      ("--policy NAME", named)
    ]
    for part in PolicyPart.allCases {
      sections.append(("--\(part.word) NAME", part.choices.map { ($0.name, $0.meaning) }))
    }
    sections.append(("--set PART.NAME=VALUE", parameters))
    return nameLists(sections, style)
  }

  /// One line for each parameter, with all choices that have it alike.
  private var parameters: [(name: String, meaning: String)] {
    PolicyPart.allCases.flatMap { part in
      var lines: [(name: String, choices: [String], meaning: String)] = []
      for choice in part.choices {
        for parameter in choice.parameters {
          let name = "\(part.rawValue).\(parameter.name)"
          let meaning =
            "\(parameter.meaning) (\(parameter.rangeAndUnit), default \(parameter.standard))"
          if let place = lines.firstIndex(where: { $0.name == name && $0.meaning == meaning }) {
            lines[place].choices.append(choice.name)
          } else {
            lines.append((name, [choice.name], meaning))
          }
        }
      }
      return lines.map { ($0.name, "\($0.choices.joined(separator: ", ")): \($0.meaning)") }
    }
  }

  private var json: JSONValue {
    let named = PolicySpecification.named.map { entry in
      JSONValue.object(
        [("name", .string(entry.name))]
          + PolicyPart.allCases.map { ($0.word, .string(entry.policy.choice(of: $0))) })
    }
    let lists = PolicyPart.allCases.map { part in
      (
        key: part.word,
        value: JSONValue.array(
          part.choices.map { choice in
            .object([
              ("name", .string(choice.name)), ("meaning", .string(choice.meaning)),
              ("parameters", .array(choice.parameters.map { $0.json(of: part) })),
            ])
          })
      )
    }
    return .object([("policy", .array(named))] + lists)
  }
}

/// How policies are listed.
enum PolicyListFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
  /// The tables of docs/policies.md.
  case markdown
}

extension PolicyPart {
  /// The name of its option and of its key in reports.
  var word: String {
    switch self {
    case .placement: "place"
    case .preemption: "preempt"
    case .order, .backfill, .allocator: rawValue
    }
  }
}

extension PolicySpecification {
  /// The parts that decide anything, and parameters that are not the parts' defaults.
  fileprivate var composition: String {
    let parts = PolicyPart.allCases.filter { part in
      switch part {
      case .placement: true
      case .order, .backfill: allocator == .none
      case .preemption, .allocator: choice(of: part) != "none"
      }
    }
    return
      (parts.map { "\($0.word) \(choice(of: $0))" }
      + parameters.entries.map { "\($0.key) \($0.value)" }).joined(separator: ", ")
  }
}

extension PolicyParameter {
  var rangeAndUnit: String { unit.isEmpty ? range : "\(range) \(unit)" }

  fileprivate func json(of part: PolicyPart) -> JSONValue {
    var limits: [(key: String, value: JSONValue)] = []
    let type: String
    switch domain {
    case .number(let range):
      type = "number"
      limits = [("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))]
    case .integer(let range):
      type = "integer"
      limits = [("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))]
    case .choice(let words):
      type = "choice"
      limits = [("choices", .array(words.map { .string($0) }))]
    }
    return .object(
      [("key", .string("\(part.rawValue).\(name)")), ("type", .string(type))] + limits + [
        ("scale", .string(scale.rawValue)), ("unit", .string(unit)), ("default", standard.json),
        ("meaning", .string(meaning)),
      ])
  }
}

extension ParameterValue {
  var json: JSONValue {
    switch self {
    case .number(let number): .number(number)
    case .integer(let number): .integer(number)
    case .choice(let word): .string(word)
    }
  }
}
