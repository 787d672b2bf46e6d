import KoineModel

extension Simulator where Policy: ~Copyable {
  /// Applies all changes of nodes of this instant: what they add up to, not one after the other.
  ///
  /// A node that fails takes with it every job that has a task there.
  ///
  /// - Returns: whether anything changed, and the jobs that are to be submitted again once all ends of
  ///   the instant have been told.
  mutating func applyFaults() -> (hasChanged: Bool, interrupted: [JobHandle]) {
    state.eventCount += faults.take(until: state.now)
    var hasChanged = false
    var marks = [Bool](repeating: false, count: faults.isUp.count)
    for node in faults.turn() {
      marks[node.index] = true
      hasChanged = true
    }
    let interrupted = hasChanged ? loseJobs(marks) : []
    for node in faults.touched {
      let reason = faults.closing(of: node)
      if state.cluster.closing[node.index] != reason.rawValue { hasChanged = true }
      state.setClosing(node, reason)
    }
    changePaces(&marks)
    let isUp = faults.isUp
    faults.recorder?.record(isUp, from: state.now)
    return (hasChanged, interrupted)
  }

  private mutating func loseJobs(_ marks: [Bool]) -> [JobHandle] {
    var interrupted: [JobHandle] = []
    for slot in state.slots(onNodesMarked: marks) {
      let (job, restarts) = state.lose(slot)
      policy.jobEnded(job, &state)
      if restarts { interrupted.append(job) }
    }
    return interrupted
  }

  /// Jobs on nodes that have become slower or faster go on at their new pace.
  private mutating func changePaces(_ marks: inout [Bool]) {
    for index in marks.indices { marks[index] = false }
    var hasChanged = false
    for node in faults.touched {
      let pace = faults.pace[node.index]
      let before = state.attempts.nodePace[node.index]
      if pace == before { continue }
      state.attempts.nodePace[node.index] = pace
      state.attempts.hasPaces = true
      marks[node.index] = true
      hasChanged = true
    }
    if !hasChanged { return }
    for slot in state.slots(onNodesMarked: marks) { state.repace(slot) }
  }

  /// What the layouts of the recorder could not place; `nil` if the run had none.
  public var waste: WasteRecorder? { faults.recorder }
}
