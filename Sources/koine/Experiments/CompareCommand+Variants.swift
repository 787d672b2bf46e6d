import Foundation
import KoineExperiments
import KoineFormats

extension CompareCommand {
  /// The names or files that an option lists, also one by one.
  func names(_ key: String, _ lists: [String]) throws(InputError) -> [String] {
    if lists.isEmpty { return [] }
    // A list that is empty is as wrong beside another as alone.
    for list in lists { _ = try StudyAxis(parsing: "\(key)=\(list)", origin: "--\(key)") }
    return try StudyAxis(
      parsing: "\(key)=\(lists.joined(separator: ","))", origin: "--\(key)"
    ).values
  }

  /// Keys of which one would undo another, and what the seeds of a comparison do not leave open.
  func conflicts(
    _ document: ScenarioDocument, _ base: [ScenarioSetting], _ axes: [[Variant]],
    _ workloads: [String]
  ) -> [Diagnostic] {
    let varied =
      workloads.prefix(1).map { ScenarioSetting("workload", $0, origin: "--workload") }
      + axes.compactMap { $0.first?.settings.first }
    var problems = document.conflicts(base: base, varied)
    if axes.contains(where: { $0.first?.settings.first?.key == "seed" }) {
      problems.append(
        Diagnostic(
          file: "--vary", key: "seed",
          .conflict("all variants have the same seeds: say which with --seed and --seeds")))
    }
    return problems
  }

  /// The policies, and the values of each key that varies.
  func variantAxes(_ document: ScenarioDocument) throws(InputError) -> [[Variant]] {
    var problems: [Diagnostic] = []
    var axes: [[Variant]] = []
    if !policy.isEmpty {
      let values = collect(&problems) { () throws(InputError) in try names("policy", policy) } ?? []
      axes.append(
        zip(values, Variant.labels(of: values)).compactMap { value, label in
          collect(&problems) { () throws(InputError) in try policyVariant(value, label) }
        })
    }
    for text in vary {
      let axis = collect(&problems) { () throws(InputError) in try StudyAxis(parsing: text) }
      guard let axis else { continue }
      axes.append(
        axis.values.map { value in
          let setting = document.fromCurrentFolder(ScenarioSetting(axis.key, value))
          return Variant(name: "\(axis.key)=\(value)", settings: [setting])
        })
    }
    if axes.allSatisfy({ $0.count < 2 }) && problems.isEmpty {
      problems.append(
        Diagnostic(
          file: policy.isEmpty && !vary.isEmpty ? "--vary" : "--policy",
          .conflict("nothing to compare: give two policies or more, or --vary")))
    }
    if !problems.isEmpty { throw InputError(problems) }
    return axes
  }

  /// Every combination of a policy and of the values that vary.
  static func combinations(_ axes: [[Variant]]) -> [Variant] {
    axes.reduce([Variant(name: "", settings: [])]) { variants, axis in
      variants.flatMap { variant in
        axis.map { other in
          Variant(
            name: variant.name.isEmpty ? other.name : "\(variant.name) \(other.name)",
            settings: variant.settings + other.settings)
        }
      }
    }
  }

  /// A policy by name, or the content of a policy file.
  private func policyVariant(_ value: String, _ label: String) throws(InputError) -> Variant {
    let isFile = value.contains("/") || value.hasSuffix(".yaml") || value.hasSuffix(".yml")
    guard isFile else {
      return Variant(name: label, settings: [.init("policy", value, origin: "--policy")])
    }
    _ = try PolicyParts(path: value, .all)
    guard let text = try? String(contentsOfFile: value, encoding: .utf8) else {
      throw InputError(Diagnostic(file: value, .unreadable(reason: "reading failed")))
    }
    return Variant(name: label, settings: [.init("policy", text, origin: value)])
  }
}
