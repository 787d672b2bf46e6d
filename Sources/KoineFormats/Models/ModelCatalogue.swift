import Foundation
public import KoineModel

extension TopologyResolver {
  /// The models of the catalogue folder, sorted by key; none where no folder was found.
  ///
  /// - Throws: every problem of its files.
  public func loadModels() throws(InputError) -> [NeuralModel] {
    var models: [NeuralModel] = []
    var problems: [Diagnostic] = []
    for key in modelNames {
      do throws(InputError) {
        models.append(try ModelFile.model(path: modelPath(key)))
      } catch {
        problems += error.diagnostics
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    return models
  }

  /// Keys of the shipped models, sorted.
  public var modelNames: [String] {
    guard let catalogue else { return [] }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: catalogue + "/models")) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  private func modelPath(_ key: String) -> String { "\(catalogue ?? ".")/models/\(key).yaml" }

  /// The model that `argument` means: a file, or the key, name or alias of a shipped model, in any
  /// case.
  ///
  /// - Throws: every problem of the file, or that no such model is known, with the nearest name.
  public func model(_ argument: String) throws(InputError) -> NeuralModel {
    if modelNames.contains(argument) { return try ModelFile.model(path: modelPath(argument)) }
    if argument.hasSuffix(".yaml") { return try ModelFile.model(path: argument) }
    if let catalogueProblem { throw InputError(Diagnostic(file: argument, catalogueProblem)) }
    let wanted = argument.lowercased()
    let models = try loadModels()
    let found = models.first { model in
      ([model.key, model.name] + model.aliases).contains { $0.lowercased() == wanted }
    }
    if let found { return found }
    let known = models.flatMap { model in
      ([model.key, model.name] + model.aliases).map { (name: $0, key: model.key) }
    }
    let nearest = nearestName(to: argument, among: known.map(\.name))
    throw InputError(
      Diagnostic(
        file: argument,
        .unknownName(
          kind: "model", found: argument,
          nearest: nearest.flatMap { name in known.first { $0.name == name }?.key },
          known: models.map(\.key))))
  }
}
