import KoineFormats
import KoinePolicies

extension Runner {
  /// The request without the parameters that its policy does not have, because its parts are others.
  ///
  /// A value for `order.exponent` on a grid over orders is one for those orders that have an exponent.
  /// - Throws: every problem of the scenario without parameters, and what is wrong with their values.
  func trimmed(_ request: RunRequest) throws(InputError) -> RunRequest {
    let (kept, _) = try judged(request)
    return kept
  }

  /// ``trimmed(_:)``, and the problems of those that were left out.
  private func judged(
    _ request: RunRequest
  ) throws(InputError) -> (kept: RunRequest, problems: [(key: String, problem: Diagnostic)]) {
    guard request.settings.contains(where: { $0.policyParameter != nil }) else {
      return (request, [])
    }
    let others = request.settings.filter { $0.policyParameter == nil }
    var policy = PolicySpecification(choosing: try document.scenario(others, .all).policy)
    var kept = request
    kept.settings = []
    var leftOut: [(key: String, problem: Diagnostic)] = []
    var wrong: [Diagnostic] = []
    for setting in request.settings {
      guard let key = setting.policyParameter else {
        kept.settings.append(setting)
        continue
      }
      do throws(ParameterRefusal) {
        try policy.set(key, to: setting.value)
        kept.settings.append(setting)
      } catch {
        let place = ParameterSetting(
          key: key, text: setting.value, file: setting.origin, path: setting.key)
        let problem = Diagnostic(error, of: place)
        if case .ofAnotherChoice = error {
          leftOut.append((key, problem))
        } else {
          wrong.append(problem)
        }
      }
    }
    if !wrong.isEmpty { throw InputError(wrong) }
    return (kept, leftOut)
  }

  /// Parameters that were asked for and that no policy of the requests has.
  func uselessParameters(_ requests: [RunRequest]) -> [Diagnostic] {
    var first: [(key: String, problem: Diagnostic)] = []
    var used: Set<String> = []
    var seen: Set<[ScenarioSetting]> = []
    for request in requests where seen.insert(request.settings).inserted {
      // What cannot be read at all is reported elsewhere.
      guard let (kept, leftOut) = try? judged(request) else { return [] }
      used.formUnion(kept.settings.compactMap(\.policyParameter))
      for entry in leftOut where !first.contains(where: { $0.key == entry.key }) {
        first.append(entry)
      }
    }
    return first.filter { !used.contains($0.key) }.map(\.problem)
  }
}
