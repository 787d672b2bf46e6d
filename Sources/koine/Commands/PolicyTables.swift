import KoinePolicies

/// The parts of policies and their parameters as the Markdown tables of docs/policies.md, which
/// `Tools/policy-tables` writes and checks.
struct PolicyTables {
  var text: String {
    ([named] + PolicyPart.allCases.map(choices) + [parameters]).joined(separator: "\n")
  }

  private var named: String {
    table(
      "Named compositions (`--policy NAME`)",
      ["name"] + PolicyPart.allCases.map(\.rawValue),
      PolicySpecification.named.map { entry in
        ["`\(entry.name)`"] + PolicyPart.allCases.map { entry.policy.choice(of: $0) }
      })
  }

  private func choices(of part: PolicyPart) -> String {
    table(
      "`\(part.rawValue)` (`--\(part.word) NAME`)", ["name", "decides"],
      part.choices.map { ["`\($0.name)`", $0.meaning] })
  }

  private var parameters: String {
    let rows = PolicyPart.allCases.flatMap { part in
      part.choices.flatMap { choice in
        choice.parameters.map { parameter in
          [
            "`\(part.rawValue).\(parameter.name)`", "`\(choice.name)`",
            parameter.rangeAndUnit + (parameter.scale == .logarithmic ? ", log" : ""),
            parameter.standard.description, parameter.meaning,
          ]
        }
      }
    }
    return table(
      "Parameters (`--set KEY=VALUE`)", ["key", "of", "range", "default", "meaning"], rows)
  }

  private func table(_ title: String, _ head: [String], _ rows: [[String]]) -> String {
    let lines = [head, head.map { _ in "---" }] + rows
    let body = lines.map { "| \($0.joined(separator: " | ")) |" }
    return "### \(title)\n\n" + body.joined(separator: "\n") + "\n"
  }
}
