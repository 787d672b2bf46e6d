import KoinePolicies
import KoineSearch

extension PolicySpace {
  /// Where the named compositions stand in the space, each once: what somebody would try first.
  ///
  /// Parts that are not searched stay as they are; a composition with a part that is searched, but not
  /// among the candidates, is left out. Parameters have their defaults, or what is nearest.
  var namedPoints: [[Double]] {
    var values: [[DimensionValue?]] = []
    for (_, policy) in PolicySpecification.named {
      if let found = self.values(of: policy), !values.contains(found) { values.append(found) }
    }
    return values.map(space.point)
  }

  /// Where exactly `policy` stands; `nil` if the space does not have it.
  func point(of policy: PolicySpecification) -> [Double]? {
    guard let point = values(of: policy).map(space.point), self.policy(at: point) == policy else {
      return nil
    }
    return point
  }

  /// Parameters have the policy's values, or what is nearest.
  private func values(of policy: PolicySpecification) -> [DimensionValue?]? {
    var values: [DimensionValue?] = []
    for (dimension, meaning) in zip(space.dimensions, meanings) {
      guard dimension.isActive(values) else {
        values.append(nil)
        continue
      }
      switch meaning {
      case .part(let part, let names):
        guard let index = names.firstIndex(of: policy.choice(of: part)) else { return nil }
        values.append(.choice(index))
      case .parameter(let part, let parameter):
        let words = ranges.words(of: parameter, in: part)
        let own = policy.value(of: "\(part.rawValue).\(parameter.name)") ?? parameter.standard
        values.append(dimension.kind.nearest(to: own, among: words))
      }
    }
    return values
  }
}

extension SearchDimension.Kind {
  /// The value of the dimension that is nearest to one of a parameter.
  func nearest(to value: ParameterValue, among words: [String]) -> DimensionValue {
    switch (self, value) {
    case (.number(let range), .number(let number)):
      .number(min(max(number, range.lowerBound), range.upperBound))
    case (.integer(let range), .integer(let number)):
      .integer(min(max(number, range.lowerBound), range.upperBound))
    case (.choice, .choice(let word)): .choice(words.firstIndex(of: word) ?? 0)
    case (.number(let range), _): .number(range.lowerBound)
    case (.integer(let range), _): .integer(range.lowerBound)
    case (.choice, _): .choice(0)
    }
  }
}
