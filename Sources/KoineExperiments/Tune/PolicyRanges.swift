import Foundation
public import KoineFormats
import KoinePolicies
import KoineSearch

/// Which parts and which values of their parameters a search tries: all that is declared, unless it
/// is told less. Allocators, which replace order and backfill and do not take every workload, are
/// searched only where they are named.
public struct PolicyRanges: Hashable, Sendable {
  private enum Range: Hashable {
    case numbers(ClosedRange<Double>)
    case words([String])
  }

  /// The restrictions as they were written.
  private(set) var descriptions: [String] = []
  private var parts: [PolicyPart: [String]] = [:]
  private var parameters: [String: Range] = [:]

  /// Everything that is declared, but no oracles.
  public init() {}

  /// Reads restrictions: `order=fifo,wfp3`, `order.exponent=1..4`, `order.exponent=2`. Keys may begin
  /// with `policy.`, as elsewhere.
  ///
  /// - Throws: every one that names what is not declared, or no values of it.
  public init(_ arguments: [String], option: String = "--vary") throws(InputError) {
    var problems: [Diagnostic] = []
    var named: Set<String> = []
    for argument in arguments {
      do throws(InputError) { try add(argument, option, &named) } catch {
        problems += error.diagnostics
      }
    }
    problems += idle(option)
    if !problems.isEmpty { throw InputError(problems) }
    descriptions = arguments
  }

  private mutating func add(
    _ argument: String, _ option: String, _ named: inout Set<String>
  ) throws(InputError) {
    let sides = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else {
      throw InputError(
        Diagnostic(
          file: option,
          .wrongType(
            found: "'\(argument)'",
            expected: "KEY=VALUES, such as order=fifo,wfp3 or order.exponent=1..4")))
    }
    var key = sides[0].hasPrefix("policy.") ? String(sides[0].dropFirst(7)) : sides[0]
    if key == "place" || key.hasPrefix("place.") { key = "placement" + key.dropFirst(5) }
    if named.contains(key) {
      throw InputError(
        Diagnostic(file: option, .duplicateName(kind: "key", found: key, firstLine: nil)))
    }
    if let part = PolicyPart(rawValue: key) {
      parts[part] = try names(sides[1], of: part, option)
    } else {
      parameters[key] = try range(sides[1], of: key, option)
    }
    named.insert(key)
  }

  /// Parameters that no candidate for their part has.
  private func idle(_ option: String) -> [Diagnostic] {
    parameters.keys.sorted().compactMap { key in
      let part = PolicyPart.allCases.first { key.hasPrefix($0.rawValue + ".") }!
      guard let names = parts[part] else { return nil }
      let owners = part.choices.filter { choice in
        choice.parameters.contains { "\(part.rawValue).\($0.name)" == key }
      }.map(\.name)
      if names.contains(where: owners.contains) { return nil }
      return Diagnostic(
        file: option, key: key,
        .conflict(
          "counts only beside \(part.rawValue)=\(owners.joined(separator: ",")), "
            + "which is not searched"))
    }
  }

  private func names(
    _ text: String, of part: PolicyPart, _ option: String
  ) throws(InputError) -> [String] {
    let known = part.choices.map(\.name)
    let names = text.split(separator: ",").map(String.init)
    let problems = names.filter { !known.contains($0) }.map { name in
      Diagnostic(
        file: option,
        .unknownName(
          kind: part.rawValue, found: name, nearest: nearestName(to: name, among: known),
          known: known))
    }
    if !problems.isEmpty { throw InputError(problems) }
    if names.isEmpty {
      throw InputError(Diagnostic(file: option, key: part.rawValue, .empty(what: "names")))
    }
    return known.filter(names.contains)
  }

  private func range(
    _ text: String, of key: String, _ option: String
  ) throws(InputError) -> Range {
    let declared = Self.declared
    let owners = declared.filter { $0.key == key }.map(\.parameter)
    guard !owners.isEmpty else {
      let keys = PolicyPart.allCases.map(\.rawValue) + declared.map(\.key)
      var known: [String] = []
      for name in keys where !known.contains(name) { known.append(name) }
      throw InputError(
        Diagnostic(
          file: option,
          .unknownName(
            kind: "parameter", found: key, nearest: nearestName(to: key, among: known),
            known: known)))
    }
    if let range = Self.range(text), owners.contains(where: { $0.accepts(range) }) {
      return .numbers(range)
    }
    let words = text.split(separator: ",").map(String.init)
    if !words.isEmpty,
      owners.contains(where: { owner in words.allSatisfy { owner.accepts(.choice($0)) } })
    {
      return .words(words)
    }
    throw InputError(
      Diagnostic(
        file: option, key: key,
        .outOfRange(
          found: "'\(text)'", expected: owners[0].expectation + owners[0].exampleOfRange)))
  }

  /// `1..4`, or `2` for a range of one.
  private static func range(_ text: String) -> ClosedRange<Double>? {
    guard let dots = text.range(of: "..") else {
      return Double(text).flatMap { $0.isFinite ? $0...$0 : nil }
    }
    guard let low = Double(text[..<dots.lowerBound]), let high = Double(text[dots.upperBound...]),
      low.isFinite, high.isFinite, low <= high
    else { return nil }
    return low...high
  }

  private static let declared = PolicyPart.allCases.flatMap { part in
    part.choices.flatMap { choice in
      choice.parameters.map { (key: "\(part.rawValue).\($0.name)", parameter: $0) }
    }
  }
}

extension PolicyRanges {
  /// The candidates for a part of a policy that is `base` in what is not searched.
  func choices(of part: PolicyPart, _ base: PolicySpecification) -> [String] {
    if let asked = parts[part] { return asked }
    if part == .allocator { return [base.choice(of: part)] }
    return part.choices.map(\.name).filter { !part.oracles.contains($0) }
  }

  /// What is searched of a parameter; `nil` if it has one value.
  func kind(of parameter: PolicyParameter, in part: PolicyPart) -> SearchDimension.Kind? {
    let asked = parameters["\(part.rawValue).\(parameter.name)"]
    switch (parameter.domain, asked) {
    case (.number(let range), .numbers(let part)):
      let narrowed = part.clamped(to: range)
      return narrowed.lowerBound == narrowed.upperBound ? nil : .number(narrowed)
    case (.number(let range), _): return .number(range)
    case (.integer(let range), .numbers(let part)):
      let low = max(range.lowerBound, Int(max(part.lowerBound, -1e15).rounded(.up)))
      let high = min(range.upperBound, Int(min(part.upperBound, 1e15).rounded(.down)))
      return low >= high ? nil : .integer(low...high)
    case (.integer(let range), _): return .integer(range)
    case (.choice, _):
      let words = words(of: parameter, in: part)
      return words.count == 1 ? nil : .choice(words.count)
    }
  }

  /// The words that are searched of a parameter, in the order of their declaration.
  func words(of parameter: PolicyParameter, in part: PolicyPart) -> [String] {
    guard case .choice(let words) = parameter.domain else { return [] }
    guard case .words(let asked) = parameters["\(part.rawValue).\(parameter.name)"] else {
      return words.filter { !part.oracles.contains("\(parameter.name)=\($0)") }
    }
    return words.filter(asked.contains)
  }

  /// Parameters of `policy` that were given one value.
  func fixed(in policy: PolicySpecification) -> [(key: String, value: ParameterValue)] {
    policy.declaredParameters.compactMap { key, _, parameter in
      switch (parameter.domain, parameters[key]) {
      case (.number, .numbers(let range)) where range.lowerBound == range.upperBound:
        (key, .number(range.lowerBound))
      case (.integer, .numbers(let range)) where range.lowerBound == range.upperBound:
        Int(exactly: range.lowerBound).map { (key, .integer($0)) }
      case (.choice, .words(let words)) where words.count == 1: (key, .choice(words[0]))
      default: nil
      }
    }
  }
}

extension PolicyParameter {
  /// Whether a part of the range is within the declared one.
  fileprivate func accepts(_ asked: ClosedRange<Double>) -> Bool {
    switch domain {
    case .number(let range):
      range.contains(asked.lowerBound) && range.contains(asked.upperBound)
    case .integer(let range):
      [asked.lowerBound, asked.upperBound].allSatisfy { end in
        Int(exactly: end).map(range.contains) ?? false
      }
    case .choice: false
    }
  }

  /// What more is allowed where a search asks for values: a part of a range of numbers.
  fileprivate var exampleOfRange: String {
    switch domain {
    case .number: ", or a range in it such as 1..4"
    case .integer(let range):
      ", or a range in it such as \(range.lowerBound)..\(range.upperBound)"
    case .choice: ""
    }
  }
}
