import Foundation
public import KoineModel

/// What `faults` of a scenario names: a trace of what happened, or a model of what may happen.
public enum FaultFile: Sendable {
  case trace(FaultTrace)
  case model(FaultModel)

  /// The trace or model in a file, or the shipped model of that name.
  ///
  /// - Throws: every problem of the file, or that there is neither, with the nearest shipped name.
  public init(_ argument: String, _ resolver: TopologyResolver) throws(InputError) {
    let path = try Self.path(argument, resolver)
    let root = try YAMLDocument.parse(try InputText.read(path), file: path)
    guard root.isMapping else {
      self = .trace(try FaultTraceReader().trace(root, file: path))
      return
    }
    self = .model(FaultModelReader.model(root))
    try root.log.throwIfErrors()
  }

  private static func path(
    _ argument: String, _ resolver: TopologyResolver
  ) throws(InputError) -> String {
    let isFile = FileManager.default.fileExists(atPath: argument)
    if isFile || argument.contains("/") || argument.contains(".") { return argument }
    let known = resolver.faultModelNames
    if known.contains(argument) { return "\(resolver.catalogue ?? ".")/faults/\(argument).yaml" }
    if let problem = resolver.catalogueProblem {
      throw InputError(Diagnostic(file: argument, problem))
    }
    throw InputError(
      Diagnostic(
        file: argument,
        .unknownName(
          kind: "fault model", found: argument, nearest: nearestName(to: argument, among: known),
          known: known)))
  }

  /// How often nodes fail by it, if it tells.
  public func rates(on topology: Topology) -> FaultRates? {
    switch self {
    case .trace(let trace): trace.rates(on: topology)
    case .model(let model): model.rates(on: topology)
    }
  }

  /// What happens to the nodes of `topology` in a run.
  ///
  /// - Parameters:
  ///   - begin: where a model begins to count.
  ///   - horizon: after it a model lets nothing fail any more.
  /// - Throws: that a trace does not fit the cluster, or that nothing of a model is in it.
  public func source(
    on topology: Topology, from begin: Instant, horizon: Instant, seed: UInt64
  ) throws(InputError) -> any FaultSource {
    switch self {
    case .trace(let trace): return try trace.schedule(on: topology).faults
    case .model(let model):
      let faults = GeneratedFaults(
        model, on: topology, from: begin, horizon: horizon, seed: seed)
      if faults.isEmpty {
        throw InputError(
          Diagnostic(file: model.name, .empty(what: "component that \(topology.name) has")))
      }
      return faults
    }
  }
}

extension TopologyResolver {
  /// Names of the shipped fault models, sorted.
  public var faultModelNames: [String] {
    guard let catalogue else { return [] }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: catalogue + "/faults")) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }
}
