/// Values given to parameters of a policy, by part and name; what is left out has its default.
///
/// A value that equals the default is not kept, so that policies that decide alike are equal.
public struct PolicyParameters: Hashable, Sendable {
  /// One value that differs from the default.
  public struct Entry: Hashable, Sendable {
    public let part: PolicyPart
    public let name: String
    public let value: ParameterValue

    /// As arguments and files write it: `order.exponent`.
    public var key: String { "\(part.rawValue).\(name)" }
  }

  /// By key.
  public private(set) var entries: [Entry] = []

  /// All defaults.
  public init() {}

  public var isEmpty: Bool { entries.isEmpty }

  mutating func set(_ parameter: PolicyParameter, of part: PolicyPart, to value: ParameterValue) {
    entries.removeAll { $0.part == part && $0.name == parameter.name }
    if value == parameter.standard { return }
    entries.append(Entry(part: part, name: parameter.name, value: value))
    entries.sort { $0.key < $1.key }
  }

  mutating func forget(_ part: PolicyPart) { entries.removeAll { $0.part == part } }
}

/// Why a parameter cannot have a value.
public enum ParameterRefusal: Error, Hashable, Sendable {
  /// `known` lists the parameters of the policy's parts.
  case unknown(key: String, known: [String])
  /// The key belongs to other choices of the part than the one that was made.
  case ofAnotherChoice(key: String, part: PolicyPart, owners: [String], chosen: String)
  case outOfRange(key: String, found: String, expected: String)
  case wrongType(key: String, found: String, expected: String)
}

extension PolicySpecification {
  /// Every parameter of the policy's parts with its key, such as `order.exponent`, part by part.
  public var declaredParameters: [(key: String, part: PolicyPart, parameter: PolicyParameter)] {
    PolicyPart.allCases.flatMap { part in
      declared(by: part).map { ("\(part.rawValue).\($0.name)", part, $0) }
    }
  }

  /// The values of a part's parameters, for the part to read.
  public func values(of part: PolicyPart) -> ParameterValues {
    var given: [String: ParameterValue] = [:]
    for entry in parameters.entries where entry.part == part { given[entry.name] = entry.value }
    return ParameterValues(given: given)
  }

  /// The value of the parameter called `key`, its default if none was given; `nil` for no parameter.
  public func value(of key: String) -> ParameterValue? {
    guard let found = declaredParameters.first(where: { $0.key == key }) else { return nil }
    return parameters.entries.first { $0.key == key }?.value ?? found.parameter.standard
  }

  /// Gives the parameter called `key`, such as `order.exponent`, the value that `text` writes.
  ///
  /// - Throws: that there is no such parameter, or what it may be.
  public mutating func set(_ key: String, to text: String) throws(ParameterRefusal) {
    let (part, parameter) = try find(key)
    guard let value = parameter.value(of: text) else {
      throw .wrongType(
        key: "\(part.rawValue).\(parameter.name)", found: text, expected: parameter.expectation)
    }
    try set(key, to: value)
  }

  /// Gives the parameter called `key`, such as `order.exponent`, a value.
  ///
  /// - Throws: that there is no such parameter, or what it may be.
  public mutating func set(_ key: String, to value: ParameterValue) throws(ParameterRefusal) {
    let (part, parameter) = try find(key)
    guard parameter.accepts(value) else {
      throw .outOfRange(
        key: "\(part.rawValue).\(parameter.name)", found: value.description,
        expected: parameter.expectation)
    }
    parameters.set(parameter, of: part, to: value)
  }

  /// `place` and `preempt` are short for `placement` and `preemption`, as on the command line.
  private func find(
    _ text: String
  ) throws(ParameterRefusal) -> (part: PolicyPart, parameter: PolicyParameter) {
    var key = text
    if key.hasPrefix("place.") { key = "placement." + key.dropFirst(6) }
    if key.hasPrefix("preempt.") { key = "preemption." + key.dropFirst(8) }
    let all = declaredParameters
    if let found = all.first(where: { $0.key == key }) { return (found.part, found.parameter) }
    for part in PolicyPart.allCases where key.hasPrefix(part.rawValue + ".") {
      let owners = part.choices(with: String(key.dropFirst(part.rawValue.count + 1)))
      if !owners.isEmpty {
        throw .ofAnotherChoice(key: key, part: part, owners: owners, chosen: choice(of: part))
      }
    }
    throw .unknown(key: text, known: all.map(\.key))
  }
}
