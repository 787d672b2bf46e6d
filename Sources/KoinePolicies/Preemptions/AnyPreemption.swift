import KoineEngine
import KoineModel

/// A preemption chosen by name when the run begins.
enum AnyPreemption: Preemption {
  case none(NoPreemption)
  case rank(ByRank)
  case rounds(Rounds)
  case defragment(Defragment)

  init(_ name: PreemptionName, _ values: ParameterValues, _ workload: Workload) {
    switch name {
    case .none: self = .none(NoPreemption())
    case .rank: self = .rank(ByRank())
    case .rounds: self = .rounds(Rounds(values, from: workload.submit.first ?? .zero))
    case .defragment: self = .defragment(Defragment(values))
    }
  }

  var stopsJobs: Bool {
    if case .none = self { false } else { true }
  }

  var wakeTime: Instant {
    switch self {
    case .none: .never
    case .rank(let preemption): preemption.wakeTime
    case .rounds(let preemption): preemption.wakeTime
    case .defragment(let preemption): preemption.wakeTime
    }
  }

  mutating func pass<O: Order, P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ order: borrowing O, _ placement: inout P, isStrict: Bool
  ) -> Bool {
    switch self {
    case .none(var preemption):
      return preemption.pass(&state, order, &placement, isStrict: isStrict)
    case .rank(var preemption):
      defer { self = .rank(preemption) }
      return preemption.pass(&state, order, &placement, isStrict: isStrict)
    case .rounds(var preemption):
      defer { self = .rounds(preemption) }
      return preemption.pass(&state, order, &placement, isStrict: isStrict)
    case .defragment(var preemption):
      defer { self = .defragment(preemption) }
      return preemption.pass(&state, order, &placement, isStrict: isStrict)
    }
  }

  mutating func nobodyWaits() {
    guard case .defragment(var preemption) = self else { return }
    preemption.nobodyWaits()
    self = .defragment(preemption)
  }
}
