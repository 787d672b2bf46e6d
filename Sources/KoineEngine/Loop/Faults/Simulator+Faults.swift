import KoineModel

extension Simulator where Policy: ~Copyable {
  /// Applies the repairs and then the failures of this instant.
  ///
  /// A node that fails takes with it every job that has a task there.
  ///
  /// - Returns: whether anything changed, and the jobs that are to be submitted again once all ends of
  ///   the instant have been told.
  mutating func applyFaults() -> (hasChanged: Bool, interrupted: [JobHandle]) {
    var hasChanged = false
    var interrupted: [JobHandle] = []
    while let change = faults.pop(at: state.now) {
      state.eventCount += 1
      guard let goesDown = faults.count(change, at: state.now) else { continue }
      hasChanged = true
      let node = change.node
      if goesDown {
        // A node in reserve is out of service already.
        if faults.spares.remove(node.index) { continue }
        while let slot = state.jobOn(node) {
          let job = state.lose(slot)
          policy.jobEnded(job, &state)
          if state.attempts.isUsed && state.attempts.restartsAfterFailure {
            interrupted.append(job)
          }
        }
        state.takeDown(node)
        if let spare = faults.spares.replacement(for: node.index) {
          state.bringUp(NodeHandle(spare))
        }
      } else {
        let (pool, milli) = state.cluster.capacity_milli(of: node.index)
        faults.charge(node.index, pool: pool, milli: milli, until: state.now)
        if !faults.spares.keep(node.index) { state.bringUp(node) }
      }
    }
    faults.recorder?.record(faults.isUp, from: state.now)
    return (hasChanged, interrupted)
  }

  /// What the layouts of the recorder could not place; `nil` if the run had none.
  public var waste: WasteRecorder? { faults.recorder }
}
