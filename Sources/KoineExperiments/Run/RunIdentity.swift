import Foundation
import KoineFormats
import KoineModel

/// What tells runs apart.
struct RunDigests: Sendable {
  /// Of everything, the seed included.
  var run: String
  /// Of everything but the seed.
  var scenario: String
}

/// Tells scenarios apart by what is in them: the values of the document, and the content, not the
/// names, of the files that they name.
///
/// A digest errs on one side only: two that are equal mean the same run, while two documents that mean
/// the same may differ in theirs, and are then simulated twice.
final class RunIdentity: Sendable {
  private let document: ScenarioDocument
  private let cache: InputCache
  private let files = SharedTable<String, String>()

  init(_ document: ScenarioDocument, _ cache: InputCache) {
    self.document = document
    self.cache = cache
  }

  /// The digests of a run and of its scenario without the seed, and that scenario, one value a line.
  ///
  /// - Throws: that a file which the scenario names cannot be read.
  func describe(
    _ request: RunRequest
  ) throws(InputError) -> (digests: RunDigests, text: String) {
    let leaves = try document.leaves(request.settings).filter { $0.path != "seed" }
    var digest = ContentDigest("scenario 1")
    for leaf in leaves {
      digest.add(leaf.path)
      digest.add(try content(of: leaf))
    }
    digest.add(try catalogue())
    let scenario = digest.hexadecimal
    digest.add("seed")
    digest.add(String(request.seed))
    return (
      RunDigests(run: digest.hexadecimal, scenario: scenario),
      leaves.map { "\($0.path): \($0.text)" }.joined(separator: "\n")
    )
  }

  private func content(of leaf: ScenarioLeaf) throws(InputError) -> String {
    if leaf.path == "topology" { return try topology(leaf.written) }
    // Names of presets and policies are no files, even where files have such names.
    if leaf.path.hasPrefix("policy") || WorkloadPreset(rawValue: leaf.text) != nil {
      return leaf.text
    }
    guard let path = document.file(named: leaf.written) else { return leaf.text }
    return try file(path)
  }

  /// The digest of the cluster as it is read, with all that its file includes.
  private func topology(_ name: String) throws(InputError) -> String {
    if name.hasPrefix("flat") { return name }
    let path = document.file(named: name) ?? name
    return try files.value("topology " + path) { () throws(InputError) in
      ContentDigest(TopologyWriter.yaml(try cache.topology(path, RunPlan(Scenario())))).hexadecimal
    }
  }

  private func file(_ path: String) throws(InputError) -> String {
    try files.value(path) { () throws(InputError) in
      guard let data = FileManager.default.contents(atPath: path) else {
        throw InputError(Diagnostic(file: path, .unreadable(reason: "reading failed")))
      }
      var digest = ContentDigest()
      digest.add(data)
      return digest.hexadecimal
    }
  }

  /// Models, chips and nodes that a scenario may name without naming a file.
  private func catalogue() throws(InputError) -> String {
    guard let folder = cache.resolver.catalogue else { return "" }
    return try files.value("catalogue " + folder) { () throws(InputError) in
      var digest = ContentDigest()
      for part in ["chips", "clusters", "faults", "models", "nodes", "regions"] {
        let names =
          (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
        for name in names.sorted() where name.hasSuffix(".yaml") {
          digest.add("\(part)/\(name)")
          digest.add(try file("\(folder)/\(part)/\(name)"))
        }
      }
      return digest.hexadecimal
    }
  }
}
