import Foundation
public import KoineModel

/// Finds what a TOPOLOGY argument means: a file, the name of a shipped cluster, or `flat:N`.
public struct TopologyResolver: Sendable {
  /// The folder that holds `chips/`, `nodes/` and `clusters/`; `nil` when none was found.
  public var catalogue: String?

  /// A resolver over a known catalogue folder.
  public init(catalogue: String?) { self.catalogue = catalogue }

  /// Looks for the catalogue: KOINE_TOPOLOGIES, then `Topologies/` beside the executable or in a
  /// folder above it, then in the current folder.
  public init(environment: [String: String], executable: String?, currentDirectory: String) {
    if let named = environment["KOINE_TOPOLOGIES"], !named.isEmpty {
      catalogue = named
    } else {
      let folders = (executable.map(Self.ancestors(of:)) ?? []) + [currentDirectory]
      catalogue = folders.map { $0 + "/Topologies" }.first(where: Self.holdsClusters)
    }
  }

  /// The resolver of the running process.
  public static func ofProcess() -> TopologyResolver {
    TopologyResolver(
      environment: ProcessInfo.processInfo.environment,
      executable: Bundle.main.executablePath
        .map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path },
      currentDirectory: FileManager.default.currentDirectoryPath)
  }

  private static func ancestors(of path: String) -> [String] {
    var url = URL(fileURLWithPath: path).deletingLastPathComponent()
    var found: [String] = []
    while url.path != "/" && found.count < 64 {
      found.append(url.path)
      url = url.deletingLastPathComponent()
    }
    return found
  }

  private static func holdsClusters(_ folder: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: folder + "/clusters", isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Why no shipped name can be found; `nil` where the folder of the catalogue is there.
  var catalogueProblem: InputProblem? {
    if let catalogue, Self.holdsClusters(catalogue) { return nil }
    return .catalogueMissing(named: catalogue)
  }

  /// The resolver of the running process, for what has no meaning without a catalogue.
  ///
  /// - Parameter subject: what messages are about.
  /// - Throws: that the folder of the catalogue is not found. One that was named and does not exist has a
  ///   message of its own when it is read.
  public static func requiringCatalogue(_ subject: String) throws(InputError) -> TopologyResolver {
    let resolver = ofProcess()
    if resolver.catalogue == nil {
      throw InputError(Diagnostic(file: subject, .catalogueMissing(named: nil)))
    }
    return resolver
  }

  /// Names of the shipped clusters, sorted.
  public var clusterNames: [String] { names(in: "clusters") }

  /// Names of the shipped studies, sorted.
  public var studyNames: [String] { names(in: "studies") }

  private func names(in folder: String) -> [String] {
    guard let catalogue else { return [] }
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: "\(catalogue)/\(folder)")) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The file that `subject` means as the subject of a sweep: a shipped study's, or whatever it names.
  ///
  /// - Throws: that `subject` is no file and nearer to the name of a study than to that of a cluster.
  public func studyPath(of subject: String) throws(InputError) -> String {
    if subject.contains("/") || FileManager.default.fileExists(atPath: subject) { return subject }
    let (studies, clusters) = (studyNames, clusterNames)
    if let catalogue, studies.contains(subject) { return "\(catalogue)/studies/\(subject).yaml" }
    if subject.contains(".") || subject.contains(":") || clusters.contains(subject) {
      return subject
    }
    if let catalogueProblem { throw InputError(Diagnostic(file: subject, catalogueProblem)) }
    guard let nearest = nearestName(to: subject, among: clusters + studies),
      studies.contains(nearest)
    else { return subject }
    throw InputError(
      Diagnostic(
        file: subject,
        .unknownName(kind: "study", found: subject, nearest: nearest, known: studies)))
  }

  /// The topology that `argument` names.
  ///
  /// - Parameter scale: how many times the nodes of each group are taken, at least 1.
  /// - Throws: every problem of the file, or that no such file or name is known.
  public func topology(_ argument: String, scale: Int = 1) throws(InputError) -> Topology {
    if argument.hasPrefix("flat:") { return try Self.flat(argument, scale: scale) }
    let path = try path(of: argument)
    let format = try TopologyFormat.recognise(path: path)
    let topology = try explainingNames(in: path) { () throws(InputError) in
      try format.topology(paths: [path], catalogue: loadCatalogue())
    }
    let limit = NodeGroup.limit / max(topology.nodeCount, topology.acceleratorCount, 1)
    guard (1...max(1, limit)).contains(scale) else {
      throw InputError(
        Diagnostic(
          file: argument, key: "scale",
          .outOfRange(
            found: String(scale), expected: "a whole number from 1 to \(max(1, limit))")))
    }
    return topology.scaled(by: scale)
  }

  /// The cluster that the files of another program's list of machines describe together.
  ///
  /// - Parameter format: `nil` recognises it.
  /// - Throws: every problem of the files.
  public func topology(
    importing paths: [String], from format: TopologyFormat? = nil, _ catalogue: Catalogue
  ) throws(InputError) -> Topology {
    try explainingNames(in: paths[0]) { () throws(InputError) in
      guard let format else {
        let format = try TopologyFormat.recognise(path: paths[0])
        return try format.topology(paths: paths, catalogue: catalogue)
      }
      return try format.topology(paths: paths, catalogue: catalogue)
    }
  }

  /// One line on what `argument` holds, if nothing is wrong with it.
  ///
  /// - Throws: every problem of the file, or that no such file or name is known.
  public func check(_ argument: String) throws(InputError) -> String {
    if argument.hasPrefix("flat:") {
      return "\(argument): \(try Self.flat(argument, scale: 1).sizeInWords)"
    }
    let path = try path(of: argument)
    let format = try TopologyFormat.recognise(path: path)
    let catalogue = try loadCatalogue()
    let topology = try explainingNames(in: path) { () throws(InputError) in
      format == .koine
        ? try TopologyReader(catalogue: catalogue).check(path: path)
        : try format.topology(paths: [path], catalogue: catalogue)
    }
    return "\(argument): \(topology?.sizeInWords ?? "chips and node types are right")"
  }

  /// What `read` answers; a workload is said to be one, and where a name is unknown, also why no shipped
  /// name is known.
  private func explainingNames<Value>(
    in path: String, _ read: () throws(InputError) -> Value
  ) throws(InputError) -> Value {
    do throws(InputError) {
      return try read()
    } catch {
      if StudyReader.isStudy(path: path) {
        throw InputError(
          Diagnostic(file: path, .conflict("is a study, no cluster: run it with koine sweep")))
      }
      if let format = WorkloadFormatName(ofFile: path) {
        throw InputError(
          Diagnostic(
            file: path,
            .conflict(
              "is no cluster, but looks like a workload of the format \(format.rawValue): name it with --workload"
            )
          )
        )
      }
      guard let catalogueProblem, error.diagnostics.contains(where: \.isOfUnknownName) else {
        throw error
      }
      throw InputError(error.diagnostics + [Diagnostic(file: path, catalogueProblem)])
    }
  }

  /// The chips and node types of the catalogue folder; none where no folder was found.
  ///
  /// - Throws: every problem of its files, or that a folder that was named does not exist.
  public func loadCatalogue() throws(InputError) -> Catalogue {
    guard let catalogue else { return Catalogue() }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: catalogue, isDirectory: &isFolder)
    guard exists && isFolder.boolValue else {
      throw InputError(
        Diagnostic(file: catalogue, .unreadable(reason: "no such folder of topologies")))
    }
    return try Catalogue(folder: catalogue)
  }

  /// The file that `argument` means: itself, or the shipped cluster of that name.
  ///
  /// - Throws: that there is neither, with the nearest known name.
  public func path(of argument: String) throws(InputError) -> String {
    let names = clusterNames
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder)
    if exists && !(isFolder.boolValue && names.contains(argument)) { return argument }
    if let catalogue, names.contains(argument) { return "\(catalogue)/clusters/\(argument).yaml" }
    if argument.contains("/") || argument.contains(".") {
      let stem = URL(fileURLWithPath: argument).deletingPathExtension().lastPathComponent
      let hint = names.contains(stem) ? "; the shipped cluster is '\(stem)'" : ""
      throw InputError(Diagnostic(file: argument, .unreadable(reason: "no such file" + hint)))
    }
    if let catalogueProblem { throw InputError(Diagnostic(file: argument, catalogueProblem)) }
    throw InputError(
      Diagnostic(
        file: argument,
        .unknownName(
          kind: "topology", found: argument, nearest: nearestName(to: argument, among: names),
          known: names + ["flat:N"])))
  }

  private static func flat(_ argument: String, scale: Int) throws(InputError) -> Topology {
    let text = String(argument.dropFirst("flat:".count))
    guard let count = Int(text), (1...10_000_000).contains(count), scale >= 1,
      scale <= 10_000_000 / count
    else {
      throw InputError(
        Diagnostic(
          file: argument,
          .outOfRange(found: "'\(text)'", expected: "a number of nodes from 1 to 10000000")))
    }
    return .flat(count * scale)
  }
}

extension Diagnostic {
  fileprivate var isOfUnknownName: Bool {
    if case .unknownName = problem { true } else { false }
  }
}

extension Topology {
  /// `N nodes, M accelerators of K chips`.
  var sizeInWords: String {
    let chips = chips.count == 1 ? "1 chip" : "\(self.chips.count) chips"
    let nodes = nodeCount == 1 ? "1 node" : "\(nodeCount) nodes"
    return "\(nodes), \(acceleratorCount) accelerators of \(chips)"
  }
}
