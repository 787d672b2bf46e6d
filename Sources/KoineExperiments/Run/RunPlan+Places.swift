import KoineFormats
import KoineModel

extension RunPlan {
  /// What `read` answers; that `name` leads nowhere is said where the scenario has it under `key`.
  ///
  /// - Throws: what `read` throws.
  func reading<Value>(
    _ key: String, _ name: String?, _ read: () throws(InputError) -> Value
  ) throws(InputError) -> Value {
    do throws(InputError) {
      return try read()
    } catch {
      guard let place = places[key], let name else { throw error }
      throw InputError(error.diagnostics.map { Self.moved($0, of: name, to: place) })
    }
  }

  /// A problem of the name itself at the place of the name; one of what it leads to as it is.
  private static func moved(
    _ problem: Diagnostic, of name: String, to place: InputPlace
  ) -> Diagnostic {
    guard problem.file == name, problem.line == nil, problem.key == nil else { return problem }
    switch problem.problem {
    case .unknownName, .catalogueMissing: return problem.at(place)
    case .unreadable:
      var moved = problem.at(place)
      moved.problem = .conflict("'\(name)' \(problem.message)")
      return moved
    default: return problem
    }
  }

  /// A problem of a key of the scenario, which bears the key's name instead of a file's or has it as its
  /// key, where the scenario has that key.
  func placed(_ problem: Diagnostic) -> Diagnostic {
    if problem.line != nil { return problem }
    guard let key = problem.key else {
      if case .empty = problem.problem, problem.file == workload,
        let place = places["submit_from"] ?? places["submit_to"]
      {
        var moved = problem.at(place)
        moved.problem = .conflict("'\(workload)' \(problem.message)")
        return moved
      }
      if case .unknownName(_, let name, _, _) = problem.problem,
        let place = places["\(problem.file).\(name)"]
      {
        return problem.at(place)
      }
      return places[problem.file].map(problem.at) ?? problem
    }
    let isOfScenario = key == "scale" || key == "load"
    return isOfScenario ? places[key].map(problem.at) ?? problem : problem
  }

  /// A problem of one kind of the fleet, which has the key `fleet.KIND`, where the scenario has that kind;
  /// one of the whole fleet where it has none.
  func placedInFleet(_ problem: Diagnostic) -> Diagnostic {
    guard let key = problem.key, key.hasPrefix("fleet.") else { return problem }
    let place = places[key] ?? (key == "fleet.domestic" ? places["fleet.year"] : nil)
    if let place { return problem.at(place) }
    var whole = problem
    whole.key = "fleet"
    return whole
  }
}

extension Diagnostic {
  fileprivate func at(_ place: InputPlace) -> Diagnostic {
    var moved = self
    moved.file = place.file
    moved.line = place.line
    moved.key = place.key
    return moved
  }
}
