public import KoineModel

/// What tenants are entitled to relative to each other, by name; 1 for those that are not named.
public struct TenantWeights: Hashable, Sendable {
  public var weights: [(name: String, weight: Double)] = []
  static let range = Quantity("", 0.000001...1_000_000)

  public init() {}

  /// A mapping of tenants to weights.
  init?(_ value: YAMLValue) {
    guard let entries = value.mapping()?.entries else { return nil }
    for (name, value) in entries {
      if let weight = value.number(Self.range) { weights.append((name, weight)) }
    }
  }

  /// Arguments such as `research=2`.
  ///
  /// - Throws: every argument that is none.
  public init(arguments: [String], option: String) throws(InputError) {
    var problems: [Diagnostic] = []
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2, let weight = Double(parts[1]), Self.range.range.contains(weight) {
        weights.append((parts[0], weight))
      } else {
        problems.append(
          Diagnostic(
            file: option,
            .wrongType(found: "'\(argument)'", expected: "TENANT=WEIGHT with a positive weight")))
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// Gives the tenants of `workload` their weights.
  ///
  /// - Throws: every tenant that the workload does not have; `place` is where they were named.
  public func apply(to workload: inout Workload, place: String) throws(InputError) {
    if weights.isEmpty { return }
    let known = workload.tenantNames
    let unknown = weights.map(\.name).filter { !known.contains($0) }
    if !unknown.isEmpty {
      throw InputError(
        unknown.map { name in
          Diagnostic(
            file: place,
            .unknownName(
              kind: "tenant", found: name, nearest: nearestName(to: name, among: known),
              known: known.count <= 12 ? known : []))
        })
    }
    if workload.tenantWeights.isEmpty {
      workload.tenantWeights = Array(repeating: 1, count: known.count)
    }
    for (name, weight) in weights { workload.tenantWeights[known.firstIndex(of: name)!] = weight }
  }

  public static func == (a: TenantWeights, b: TenantWeights) -> Bool {
    a.weights.elementsEqual(b.weights) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for (name, weight) in weights {
      hasher.combine(name)
      hasher.combine(weight)
    }
  }
}
