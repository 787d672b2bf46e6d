import KoineEngine
import KoineModel

/// An order chosen by name when the run begins.
enum AnyOrder: Order {
  case fifo(Fifo)
  case shortest(Shortest)
  case shortestTrue(ShortestTrue)
  case smallest(Smallest)
  case largest(Largest)
  case priority(ByPriority)
  case wfp3(Wfp3)
  case scoring(Scoring)
  case edf(EarliestDeadline)
  case srtf(ShortestRemaining)
  case las(LeastAttainedService)
  case tiresias(Tiresias)
  case gittins(Gittins)
  case gandiva(Gandiva)
  case themis(Themis)
  case fairShare(FairShare)
  case drf(DominantResource)

  init(
    _ name: OrderName, _ values: ParameterValues, _ workload: Workload, _ topology: Topology
  ) {
    self =
      switch name {
      case .fifo: .fifo(Fifo())
      case .shortest: .shortest(Shortest())
      case .shortestTrue: .shortestTrue(ShortestTrue())
      case .smallest: .smallest(Smallest())
      case .largest: .largest(Largest())
      case .priority: .priority(ByPriority())
      case .wfp3: .wfp3(Wfp3(values))
      case .f1: .scoring(Scoring(.f1))
      case .f2: .scoring(Scoring(.f2))
      case .f3: .scoring(Scoring(.f3))
      case .f4: .scoring(Scoring(.f4))
      case .edf: .edf(EarliestDeadline())
      case .srtf: .srtf(ShortestRemaining(values))
      case .las: .las(LeastAttainedService(values))
      case .tiresias: .tiresias(Tiresias(values, workload))
      case .gittins: .gittins(Gittins(values, workload))
      case .gandiva: .gandiva(Gandiva())
      case .themis: .themis(Themis(topology))
      case .fairShare: .fairShare(FairShare(values, workload, topology))
      case .drf: .drf(DominantResource())
      }
  }

  var isArrivalOrder: Bool {
    if case .fifo = self { true } else { false }
  }

  var isDynamic: Bool {
    switch self {
    case .fifo, .shortest, .shortestTrue, .smallest, .largest, .priority, .scoring, .edf: false
    case .wfp3, .srtf, .las, .tiresias, .gittins, .gandiva, .themis, .fairShare, .drf: true
    }
  }

  var watchesRunning: Bool {
    if case .tiresias = self { true } else { false }
  }

  func passBegins(_ state: borrowing SchedulerState) {
    if case .tiresias(let order) = self { order.passBegins(state) }
  }

  var changesWithStarts: Bool {
    if case .drf = self { true } else { false }
  }

  var tracksTenants: Bool {
    switch self {
    case .fairShare, .drf: true
    default: false
    }
  }

  var usageHalfLife: Interval? {
    if case .fairShare(let order) = self { order.usageHalfLife } else { nil }
  }

  func nextChange(of job: JobHandle, in state: borrowing SchedulerState) -> Instant {
    if case .tiresias(let order) = self { order.nextChange(of: job, in: state) } else { .never }
  }

  func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    switch self {
    case .fifo(let order): order.key(of: job, in: state)
    case .shortest(let order): order.key(of: job, in: state)
    case .shortestTrue(let order): order.key(of: job, in: state)
    case .smallest(let order): order.key(of: job, in: state)
    case .largest(let order): order.key(of: job, in: state)
    case .priority(let order): order.key(of: job, in: state)
    case .wfp3(let order): order.key(of: job, in: state)
    case .scoring(let order): order.key(of: job, in: state)
    case .edf(let order): order.key(of: job, in: state)
    case .srtf(let order): order.key(of: job, in: state)
    case .las(let order): order.key(of: job, in: state)
    case .tiresias(let order): order.key(of: job, in: state)
    case .gittins(let order): order.key(of: job, in: state)
    case .gandiva(let order): order.key(of: job, in: state)
    case .themis(let order): order.key(of: job, in: state)
    case .fairShare(let order): order.key(of: job, in: state)
    case .drf(let order): order.key(of: job, in: state)
    }
  }
}
