import ArgumentParser
import KoineMetrics
import KoineReports

/// `koine list metrics`.
struct ListMetrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Lists the metrics of a run; docs/metrics.md has every formula.",
    discussion: "Example: koine list metrics --format json")

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() {
    switch format {
    case .text:
      let names = MetricName.allCases.map { metric in
        (metric.rawValue, metric.meaning + (metric.unit.isEmpty ? "" : " (\(metric.unit))"))
      }
      print(nameLists([("metrics of koine simulate", names)], .ofStandardOutput()), terminator: "")
    case .json:
      let metrics = MetricName.allCases.map { metric in
        JSONValue.object([
          ("name", .string(metric.rawValue)), ("unit", .string(metric.unit)),
          ("meaning", .string(metric.meaning)),
        ])
      }
      print(JSONValue.array(metrics).text)
    }
  }
}
