import KoineModel

/// The least that any simulator of rigid jobs has to do: a heap of ends, a count of free processors,
/// strict order. No nodes, no queue structure, no results. The limit to stay close to.
struct BareLoop {
  private var heap: [(time: Int64, size: Int32)] = []

  /// Runs `workload` on `processors` and returns the time of the last end.
  mutating func run(_ workload: Workload, processors: Int) -> Int64 {
    heap.reserveCapacity(min(workload.count, processors))
    var free = Int32(processors)
    var (now, head, cursor) = (Int64(0), 0, 0)
    let count = workload.count
    while head < count || !heap.isEmpty {
      let arrival = cursor < count ? workload.submit[cursor].nanoseconds : .max
      now = min(arrival, heap.first?.time ?? .max)
      while let first = heap.first, first.time == now {
        free += first.size
        removeFirst()
      }
      while cursor < count && workload.submit[cursor].nanoseconds == now { cursor += 1 }
      while head < cursor {
        let size = workload.requests[workload.request[head].index].accelerators
        if size > free { break }
        free -= size
        push((now + workload.duration[head].nanoseconds, size))
        head += 1
      }
    }
    return now
  }

  private mutating func push(_ event: (time: Int64, size: Int32)) {
    heap.append(event)
    var hole = heap.count - 1
    while hole > 0, event.time < heap[(hole - 1) / 2].time {
      heap[hole] = heap[(hole - 1) / 2]
      hole = (hole - 1) / 2
    }
    heap[hole] = event
  }

  private mutating func removeFirst() {
    let last = heap.removeLast()
    if heap.isEmpty { return }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      if child >= heap.count { break }
      if child + 1 < heap.count, heap[child + 1].time < heap[child].time { child += 1 }
      if heap[child].time >= last.time { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = last
  }
}
