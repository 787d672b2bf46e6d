import Foundation
public import KoineModel

/// Reads `kubectl get nodes -o json`: accelerators by their device plugins' resources, products and
/// racks by labels.
public struct KubernetesNodes {
  let file: String
  let log = DiagnosticLog()
  let catalogue: Catalogue

  /// The nodes that the JSON `text` lists, identical ones in one pool.
  ///
  /// Allocatable amounts count, or capacity where they are missing. Places in messages are paths of
  /// keys: the JSON reader keeps no lines.
  /// - Throws: every problem of the list.
  public static func topology(
    text: String, file: String, catalogue: Catalogue
  ) throws(InputError) -> Topology {
    let reader = KubernetesNodes(file: file, catalogue: catalogue)
    var cluster = ImportedCluster(file: file, log: reader.log)
    for (index, item) in try reader.items(Data(text.utf8)).enumerated() {
      if let node = reader.node(item, path: "items[\(index)]") { cluster.append(node) }
    }
    return try cluster.topology(named: "kubernetes", summary: "imported from a list of nodes")
  }

  private func items(_ data: Data) throws(InputError) -> [Any] {
    guard let root = try? JSONSerialization.jsonObject(with: data) else {
      let isCut = data.last { !$0.isJSONSpace } != UInt8(ascii: "}")
      throw InputError(
        Diagnostic(
          file: file, isCut ? .truncated(expected: "'}'") : .syntax("is not JSON")))
    }
    let list = root as? [String: Any]
    if list?["kind"] as? String == "Node", let list { return [list] }
    guard let items = list?["items"] as? [Any] else {
      throw InputError(Diagnostic(file: file, key: "items", .missingKey))
    }
    return items
  }

  private func node(_ item: Any, path: String) -> ImportedNode? {
    let item = item as? [String: Any] ?? [:]
    let metadata = item["metadata"] as? [String: Any] ?? [:]
    guard let name = metadata["name"] as? String, !name.isEmpty else {
      log.add(Diagnostic(file: file, key: "\(path).metadata.name", .missingKey))
      return nil
    }
    let labels = (metadata["labels"] as? [String: Any] ?? [:]).compactMapValues { $0 as? String }
    let status = item["status"] as? [String: Any] ?? [:]
    let amounts = Amounts(
      allocatable: status["allocatable"] as? [String: Any] ?? [:],
      capacity: status["capacity"] as? [String: Any] ?? [:], path: "\(path).status")
    guard let cpu = quantity("cpu", amounts), let memory = quantity("memory", amounts) else {
      return nil
    }
    var found: [(vendor: KubernetesVendor, resource: String, count: Int)] = []
    for resource in amounts.names {
      guard let vendor = KubernetesVendor(resource: resource),
        let count = quantity(resource, amounts), count > 0
      else { continue }
      found.append((vendor, resource, Int(clamping: Int64(count.rounded(.down)))))
    }
    if found.count > 1 {
      let names = found.map(\.resource).joined(separator: ", ")
      report(.conflict("one kind of accelerator per node is read, found \(names)"), path)
      return nil
    }
    if let count = found.first?.count, count > 64 {
      report(.outOfRange(found: String(count), expected: "at most 64 accelerators"), path)
      return nil
    }
    return ImportedNode(
      name: name, chip: found.first.map { chip($0.vendor, $0.resource, labels) },
      accelerators: found.first?.count ?? 0, cpu_milli: Int64((cpu * 1000).rounded(.down)),
      memory_mib: Int64((memory / 1_048_576).rounded(.down)), rack: Self.rack(labels), line: nil)
  }

  private func report(_ problem: InputProblem, _ key: String) {
    log.add(Diagnostic(file: file, key: key, problem))
  }

  /// The amount of a resource, in cores, bytes or pieces.
  private func quantity(_ resource: String, _ amounts: Amounts) -> Double? {
    let (value, path) = amounts[resource]
    guard let value else {
      log.add(Diagnostic(file: file, key: path, .missingKey))
      return nil
    }
    let text = value as? String ?? (value as? NSNumber)?.stringValue ?? ""
    guard let amount = KubernetesQuantity.parse(text), (0...1e18).contains(amount) else {
      report(.wrongType(found: "'\(text.prefix(60))'", expected: "a quantity such as 63500m"), path)
      return nil
    }
    return amount
  }

  /// What a node has and what of it is for pods.
  private struct Amounts {
    var allocatable: [String: Any]
    var capacity: [String: Any]
    var path: String

    var names: [String] { Set(allocatable.keys).union(capacity.keys).sorted() }

    subscript(resource: String) -> (value: Any?, path: String) {
      if let value = allocatable[resource] { return (value, "\(path).allocatable.\(resource)") }
      return (capacity[resource], "\(path).capacity.\(resource)")
    }
  }
}

extension UInt8 {
  fileprivate var isJSONSpace: Bool { self == 32 || (9...13).contains(self) }
}
