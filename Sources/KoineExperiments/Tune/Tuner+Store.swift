public import KoineFormats

extension TunePlan {
  /// Notes the search in a store; the same search of the same scenario keeps its number.
  ///
  /// - Parameter command: what to type to go on with it.
  /// - Throws: that the store fails or the scenario cannot be read.
  public func open(
    in store: RunStore, _ document: ScenarioDocument, command: String
  ) throws(InputError) -> Int64 {
    let parts =
      settings.map { "\($0.key)=\($0.value)" }
      + goals.map { "\($0.measure) \($0.isMaximised)" } + constraints.map(\.text)
      + ["\(method.rawValue) \(trials) \(jobs ?? 0) \(repetitions) \(heldOut) \(seed)"]
      + ranges.descriptions
    return try store.open(
      experiment: try ExperimentDigest.of("tune", document, parts), kind: "tune",
      command: command, runs: trials * repetitions)
  }
}
