import ArgumentParser
import KoinePolicies
import KoineReports

/// `koine list policies`.
struct ListPolicies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policies",
    abstract: "Lists named policies and the parts that policies are composed of.",
    discussion: "Example: koine list policies --format json")

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() {
    switch format {
    case .text: print(text, terminator: "")
    case .json: print(json.text)
    }
  }

  private var parts: [(kind: String, names: [(name: String, meaning: String)])] {
    [
      ("order", OrderName.allCases.map { ($0.rawValue, $0.meaning) }),
      ("place", PlacementName.allCases.map { ($0.rawValue, $0.meaning) }),
      ("backfill", BackfillName.allCases.map { ($0.rawValue, $0.meaning) }),
    ]
  }

  private var text: String {
    let named: [(name: String, meaning: String)] = PolicySpecification.named.map { entry in
      let policy = entry.policy
      return (
        entry.name,
        "order \(policy.order.rawValue), place \(policy.placement.rawValue), backfill "
          + policy.backfill.rawValue
      )
    }
    let style = TerminalStyle.ofStandardOutput()
    var sections = [(title: "--policy NAME", names: named)]
    for part in parts { sections.append(("--\(part.kind) NAME", part.names)) }
    return nameLists(sections, style)
  }

  private var json: JSONValue {
    let named = PolicySpecification.named.map { entry in
      JSONValue.object([
        ("name", .string(entry.name)), ("order", .string(entry.policy.order.rawValue)),
        ("place", .string(entry.policy.placement.rawValue)),
        ("backfill", .string(entry.policy.backfill.rawValue)),
      ])
    }
    let lists = parts.map { part in
      (
        key: part.kind,
        value: JSONValue.array(
          part.names.map {
            .object([("name", .string($0.name)), ("meaning", .string($0.meaning))])
          })
      )
    }
    return .object([("policy", .array(named))] + lists)
  }
}
