import Foundation
import KoineModel
import Yams

/// Reads scenario files.
public struct ScenarioReader {
  static let keys = [
    "topology", "workload", "workload_format", "seed", "until", "scale", "faults", "recovery",
    "queues", "tenant_weights", "services", "transfers", "circuits", "power_cap",
    "photonic_fallback", "pair_speeds", "jobs", "load",
    "submit_from", "submit_to", "fleet", "oversubscription", "failure_rate",
  ]
  /// Every key of a scenario, those of its policy too.
  public static let knownKeys = keys + PolicyParts.keys

  /// Keys whose values only a run can judge.
  private static let judgedLater = [
    "topology", "workload", "faults", "pair_speeds", "scale", "load", "submit_from", "submit_to",
    "until", "power_cap", "failure_rate", "policy", "services",
  ]

  private let vocabulary: PolicyVocabulary
  private let serviceReader: ServiceReader

  /// - Parameter resolver: where the models of services are looked up; `nil` keeps their names.
  public init(_ vocabulary: PolicyVocabulary, resolver: TopologyResolver? = nil) {
    self.vocabulary = vocabulary
    serviceReader = ServiceReader(resolver: resolver)
  }

  /// Whether the file at `path` describes a run and not a cluster: it has `workload`, `topology` or
  /// `policy` at its top level. `false` for what cannot be read.
  ///
  /// Looks at lines instead of parsing, since a topology may be large and is parsed by its reader.
  public static func isScenario(path: String) -> Bool {
    guard let text = try? InputText.read(path) else { return false }
    let marks = ["workload", "topology", "policy"]
    if text.first(where: { !$0.isWhitespace }) == "{" {
      let root = try? YAMLDocument.parse(text, file: path)
      return root?.node.mapping.map { mapping in
        mapping.contains { marks.contains($0.key.scalar?.string ?? "") }
      } ?? false
    }
    return text.split(whereSeparator: \.isNewline).contains { line in
      marks.contains { mark in
        line.hasPrefix(mark) && line.dropFirst(mark.count).drop { $0 == " " }.first == ":"
      }
    }
  }

  /// The scenario in the file at `path`. Relative paths in it start at its folder.
  ///
  /// - Throws: every problem of the file.
  public func scenario(path: String) throws(InputError) -> Scenario {
    let root = try YAMLDocument.parse(try InputText.read(path), file: path)
    return try scenario(root, folder: (path as NSString).deletingLastPathComponent)
  }

  /// The scenario in a document whose relative paths start at `folder`.
  func scenario(_ root: YAMLValue, folder: String) throws(InputError) -> Scenario {
    var scenario = Scenario()
    if let fields = root.mapping(known: Self.knownKeys) {
      scenario = read(fields, folder: folder)
    }
    if root.log.hasErrors {
      // Readers ask for keys in an order of their own; people read from the top.
      throw InputError(root.log.diagnostics.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }
    return scenario
  }

  private func read(_ fields: YAMLMapping, folder: String) -> Scenario {
    var scenario = Scenario()
    for key in Self.judgedLater {
      scenario.places[key] = fields[key]?.place
    }
    for key in ["fleet", "tenant_weights"] where fields[key]?.isMapping == true {
      for (name, value) in fields[key]?.mapping()?.entries ?? [] {
        scenario.places["\(key).\(name)"] = value.place
      }
    }
    scenario.topology = fields["topology"]?.name().map { Self.resolved($0, from: folder) }
    scenario.workload = fields["workload"]?.name().map { Self.resolved($0, from: folder) }
    scenario.workloadFormat =
      fields["workload_format"]?
      .choice("workload format", of: WorkloadFormatName.self)?.rawValue
    scenario.faults = fields["faults"]?.name().map { Self.resolved($0, from: folder) }
    scenario.pairSpeeds = fields["pair_speeds"]?.name().map { Self.resolved($0, from: folder) }
    scenario.circuits = fields["circuits"]?.choice("circuit user", of: CircuitUsers.self)
    if let value = fields["recovery"] { scenario.recovery = RecoverySettings(value) }
    scenario.transfers = fields["transfers"]?.choice("transfer model", of: TransferModel.self)
    scenario.policy = policy(fields)
    scenario.seed = fields["seed"]?.integer(in: 0...Int.max).map { UInt64($0) }
    scenario.scale = fields["scale"]?.integer(in: 1...1_000_000)
    scenario.until = fields["until"]?.time()
    scenario.powerCap_w = fields["power_cap"]?.power_w()
    scenario.photonicFallback = fields["photonic_fallback"]?
      .name("answer", among: ["yes", "no"]).map { $0 == "yes" }
    scenario.services = services(fields["services"], folder: folder)
    scenario.tenantWeights =
      fields["tenant_weights"].flatMap { TenantWeights($0) } ?? TenantWeights()
    scenario.queues = queues(fields["queues"], folder: folder)
    scenario.selection = WorkloadSelection(fields)
    scenario.fleet = fields["fleet"].flatMap { FleetMix($0) } ?? FleetMix()
    scenario.oversubscription = fields["oversubscription"]?.number(.oversubscriptionOfScenario)
    scenario.failureRate = fields["failure_rate"]?.number(.failureRate)
    return scenario
  }

  /// A list of services, or the file that holds one.
  private func services(_ value: YAMLValue?, folder: String) -> [Service] {
    guard let value else { return [] }
    guard value.isScalar else { return serviceReader.services(value, folder: folder) }
    guard let name = value.name() else { return [] }
    let path = Self.resolved(name, from: folder)
    do throws(InputError) {
      return try serviceReader.services(path: path)
    } catch {
      value.report(error, of: path)
      return []
    }
  }

  /// A list of queues, or the file that holds one.
  private func queues(_ value: YAMLValue?, folder: String) -> QueueList? {
    guard let value else { return nil }
    guard value.isScalar else { return QueueReader().queues(value) }
    guard let name = value.name() else { return nil }
    let path = Self.resolved(name, from: folder)
    do throws(InputError) {
      return try QueueReader().queues(path: path)
    } catch {
      value.report(error, of: path)
      return nil
    }
  }

  /// `policy` is a name, or a mapping of parts; parts beside it replace their kin.
  private func policy(_ fields: YAMLMapping) -> PolicyParts {
    guard let value = fields["policy"], value.isMapping else {
      return PolicyParts(fields, vocabulary)
    }
    var others = fields
    others.entries.removeAll { $0.key == "policy" }
    let inner = value.mapping(known: PolicyParts.keys).map { PolicyParts($0, vocabulary) }
    return (inner ?? PolicyParts()).completed(by: PolicyParts(others, vocabulary))
  }

  /// The file of that name beside the scenario, or `name` itself where there is none.
  private static func resolved(_ name: String, from folder: String) -> String {
    if name.hasPrefix("/") || folder.isEmpty { return name }
    let beside = folder + "/" + name
    // A folder is never what is named: `domains` may be one beside the scenario and a shipped model too.
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: beside, isDirectory: &isFolder)
    return isThere && !isFolder.boolValue ? beside : name
  }
}
