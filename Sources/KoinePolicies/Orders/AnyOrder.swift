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

  init(_ name: OrderName, _ values: ParameterValues) {
    self =
      switch name {
      case .fifo: .fifo(Fifo())
      case .shortest: .shortest(Shortest())
      case .shortestTrue: .shortestTrue(ShortestTrue())
      case .smallest: .smallest(Smallest())
      case .largest: .largest(Largest())
      case .priority: .priority(ByPriority())
      case .wfp3: .wfp3(Wfp3(values))
      }
  }

  var isArrivalOrder: Bool {
    if case .fifo = self { true } else { false }
  }

  var isDynamic: Bool {
    if case .wfp3 = self { true } else { false }
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
    }
  }
}
