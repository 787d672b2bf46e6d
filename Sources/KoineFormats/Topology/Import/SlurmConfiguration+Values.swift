import KoineModel

extension SlurmConfiguration {
  /// The whole number under `key`, reported where it is none or out of range.
  func integer(
    _ key: String, _ line: SlurmLine, _ file: String, _ range: ClosedRange<Int>
  ) -> Int? {
    guard let text = line[key.lowercased()] else { return nil }
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let number = Int(text) else {
      report(.wrongType(found: "'\(text.prefix(60))'", expected: expected), key, line, file)
      return nil
    }
    guard range.contains(number) else {
      report(.outOfRange(found: String(number), expected: expected), key, line, file)
      return nil
    }
    return number
  }

  /// The names that the host expression under `key` stands for.
  func names(_ key: String, _ line: SlurmLine, _ file: String) -> [String] {
    let text = line[key.lowercased()] ?? ""
    do throws(HostList.Problem) {
      return try HostList.expand(text, limit: NodeGroup.limit - nodes.count)
    } catch {
      switch error {
      case .malformed:
        report(
          .wrongType(found: "'\(text.prefix(60))'", expected: "names such as node[001-128,200]"),
          key, line, file)
      case .tooMany:
        report(
          .outOfRange(
            found: "'\(text.prefix(60))'",
            expected: "a cluster of at most \(NodeGroup.limit) nodes"), key, line, file)
      }
      return []
    }
  }

  /// The accelerators in a list such as `gpu:h100:8(S:0-1),shard:64`.
  func resources(_ list: Substring, _ line: SlurmLine, _ file: String) -> [Resource] {
    var found: [Resource] = []
    for item in Self.withoutParentheses(list).split(separator: ",") {
      let parts = item.split(separator: ":", omittingEmptySubsequences: false)
      guard parts[0].lowercased() == "gpu" else { continue }
      let count = parts.count == 1 ? 1 : Int(parts[parts.count - 1])
      // `gpu:h100` is one accelerator of that type.
      let isTypeOnly = parts.count == 2 && count == nil
      guard isTypeOnly || (parts.count <= 3 && (count ?? -1) >= 0) else {
        report(
          .wrongType(found: "'\(item.prefix(60))'", expected: "gpu:TYPE:COUNT"), "Gres", line, file)
        continue
      }
      let type = parts.count == 3 || isTypeOnly ? String(parts[1]) : nil
      found.append(Resource(type: type, count: count ?? 1))
    }
    return found
  }

  private static func withoutParentheses(_ text: Substring) -> String {
    var depth = 0
    var result = ""
    for character in text {
      if character == "(" { depth += 1 }
      if depth == 0 { result.append(character) }
      if character == ")" { depth = max(0, depth - 1) }
    }
    return result
  }

  /// Puts together what the three kinds of line say about each node.
  func assemble(file: String) throws(InputError) -> Topology {
    var cluster = ImportedCluster(file: file, log: log)
    for (name, settings) in nodes {
      var accelerators = (settings.resources ?? []).filter { $0.count > 0 }
      let details = resources[name] ?? resources[""] ?? []
      // gres.conf knows the type where slurm.conf only counts.
      let types = Set(details.compactMap(\.type))
      if accelerators.count == 1, accelerators[0].type == nil, types.count == 1 {
        accelerators[0].type = types.first
      }
      let count = accelerators.reduce(0) { $0 + $1.count }
      if Set(accelerators.map(\.type)).count > 1 {
        report(
          .conflict("one kind of accelerator per node is read, '\(name)' has several"), settings)
      } else if count > 64 {
        report(.outOfRange(found: String(count), expected: "at most 64 accelerators"), settings)
      } else {
        let type = accelerators.first?.type
        cluster.append(
          ImportedNode(
            name: name, chip: count > 0 ? chip(type ?? "gpu") : nil, accelerators: count,
            cpu_milli: Self.processors(settings).map { Int64($0) * 1000 } ?? .max,
            memory_mib: settings.memory_mib.map { Int64($0) } ?? .max, rack: racks[name],
            line: settings.line))
      }
    }
    return try cluster.topology(named: "slurm", summary: "imported from a Slurm configuration")
  }

  private func report(_ problem: InputProblem, _ settings: NodeSettings) {
    log.add(Diagnostic(file: settings.file, line: settings.line, key: "Gres", problem))
  }

  /// Slurm counts threads, or cores where a core has one thread.
  private static func processors(_ settings: NodeSettings) -> Int? {
    if let cpus = settings.cpus { return cpus }
    guard let sockets = settings.sockets else { return nil }
    return (settings.boards ?? 1) * sockets * (settings.cores ?? 1) * (settings.threads ?? 1)
  }

  private func chip(_ type: String) -> Chip {
    let known = catalogue.chips(named: type)
    return known.count == 1 ? known[0] : MachineTable.chip(type, of: "slurm")
  }
}
