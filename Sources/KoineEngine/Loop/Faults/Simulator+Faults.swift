import KoineModel

extension Simulator where Policy: ~Copyable {
  /// Applies the repairs and then the failures of this instant.
  ///
  /// A node that fails takes with it every job that has a task there.
  mutating func applyFaults() -> Bool {
    var hasChanged = false
    while let change = faults.pop(at: state.now) {
      state.eventCount += 1
      guard let goesDown = faults.count(change, at: state.now) else { continue }
      hasChanged = true
      let node = change.node
      if goesDown {
        while let slot = state.jobOn(node) { policy.jobEnded(state.lose(slot), &state) }
        state.takeDown(node)
      } else {
        let (pool, milli) = state.cluster.capacity_milli(of: node.index)
        faults.charge(node.index, pool: pool, milli: milli, until: state.now)
        state.bringUp(node)
      }
    }
    faults.recorder?.record(faults.isUp, from: state.now)
    return hasChanged
  }

  /// What the layouts of the recorder could not place; `nil` if the run had none.
  public var waste: WasteRecorder? { faults.recorder }
}
