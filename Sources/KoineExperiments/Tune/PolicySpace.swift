import Foundation
public import KoinePolicies
public import KoineSearch

/// Every policy that a search may try: compositions of parts, and the parameters that they declare.
///
/// A part with several candidates is a choice; each parameter is a dimension that counts while the
/// part that declares it is chosen.
public struct PolicySpace: Sendable {
  public let space: SearchSpace
  private let base: PolicySpecification
  let ranges: PolicyRanges
  let meanings: [Meaning]

  /// What a dimension stands for.
  enum Meaning: Sendable {
    case part(PolicyPart, [String])
    case parameter(PolicyPart, PolicyParameter)
  }

  /// - Parameters:
  ///   - base: what is not searched.
  ///   - ranges: what of each part and parameter is searched.
  public init(_ base: PolicySpecification, _ ranges: PolicyRanges) {
    var builder = Builder(ranges: ranges)
    var base = base
    // The allocator first: beside one, nobody looks at the other parts but the placement.
    for part in [.allocator] + PolicyPart.allCases.filter({ $0 != .allocator }) {
      let names = ranges.choices(of: part, base)
      if names.count == 1 { base.choose(names[0], for: part) }
      if part == .allocator || part == .placement {
        builder.add(part, names, nil)
      } else if base.allocator == .none || builder.withoutAllocator != nil {
        builder.add(part, names, builder.withoutAllocator)
      }
    }
    self.base = base
    self.ranges = ranges
    space = SearchSpace(builder.dimensions)
    meanings = builder.meanings
  }

  private struct Builder {
    let ranges: PolicyRanges
    var dimensions: [SearchDimension] = []
    var meanings: [Meaning] = []

    /// Holds while no allocator is chosen; `nil` where none is searched.
    private(set) var withoutAllocator: SearchDimension.Condition?

    /// - Parameter condition: when the part counts.
    mutating func add(
      _ part: PolicyPart, _ names: [String], _ condition: SearchDimension.Condition?
    ) {
      let partDimension = dimensions.count
      if names.count > 1 {
        dimensions.append(
          SearchDimension(part.rawValue, .choice(names.count), condition: condition))
        meanings.append(.part(part, names))
        if part == .allocator, let none = names.firstIndex(of: AllocatorName.none.rawValue) {
          withoutAllocator = .init(partDimension, isAmong: [none])
        }
      }
      for choice in part.choices {
        guard let index = names.firstIndex(of: choice.name) else { continue }
        for parameter in choice.parameters {
          guard let kind = ranges.kind(of: parameter, in: part) else { continue }
          let name = "\(part.rawValue).\(parameter.name)"
          dimensions.append(
            SearchDimension(
              names.count > 1 ? "\(name) (\(choice.name))" : name, kind,
              isLogarithmic: parameter.scale == .logarithmic,
              condition: names.count > 1 ? .init(partDimension, isAmong: [index]) : condition,
              standard: kind.nearest(
                to: parameter.standard, among: ranges.words(of: parameter, in: part))))
          meanings.append(.parameter(part, parameter))
        }
      }
    }
  }

  /// The policy that `point` of the unit cube stands for. Numbers have four significant digits, so
  /// that what is written to a file is what was tried.
  public func policy(at point: [Double]) -> PolicySpecification {
    let values = space.values(at: point)
    var policy = base
    for (meaning, value) in zip(meanings, values) {
      if case .part(let part, let names) = meaning, case .choice(let index) = value {
        policy.choose(names[index], for: part)
      }
    }
    // What is fixed was checked when it was read; what a dimension means lies in the declared range.
    for fixed in ranges.fixed(in: policy) { try? policy.set(fixed.key, to: fixed.value) }
    for (meaning, value) in zip(meanings, values) {
      guard case .parameter(let part, let parameter) = meaning, let value else { continue }
      let key = "\(part.rawValue).\(parameter.name)"
      let words = ranges.words(of: parameter, in: part)
      try? policy.set(key, to: parameter.value(value, among: words))
    }
    return policy
  }
}

extension PolicyParameter {
  fileprivate func value(_ value: DimensionValue, among words: [String]) -> ParameterValue {
    switch (value, domain) {
    case (.number(let number), .number(let range)):
      let rounded = Double(String(format: "%.4g", number)) ?? number
      return .number(min(max(rounded, range.lowerBound), range.upperBound))
    case (.integer(let number), _): return .integer(number)
    case (.choice(let index), .choice): return .choice(words[index])
    default: return standard
    }
  }
}

extension PolicySpecification {
  /// The policy as a file that `simulate --policy` reads, of the parts that decide something.
  ///
  /// Nothing is left to the scenario's own policy: all parameters are there, also those with their
  /// defaults.
  public var yaml: String {
    let parts = writtenParts.map { "\($0.rawValue): \(choice(of: $0))\n" }.joined()
    let parameters = decidingParts.flatMap { part in
      declared(by: part).compactMap { parameter in
        let key = "\(part.rawValue).\(parameter.name)"
        return value(of: key).map { "  \(key): \($0)\n" }
      }
    }
    return parameters.isEmpty ? parts : parts + "parameters:\n" + parameters.joined()
  }

  private var writtenParts: [PolicyPart] {
    decidingParts + (allocator == .none ? [.allocator] : [])
  }

  /// The same in one line, as a value of a scenario.
  var flowYAML: String {
    var entries = writtenParts.map { "\($0.rawValue): \(choice(of: $0))" }
    if !decidingParameters.isEmpty {
      let values = decidingParameters.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
      entries.append("parameters: {\(values)}")
    }
    return "{" + entries.joined(separator: ", ") + "}"
  }
}
