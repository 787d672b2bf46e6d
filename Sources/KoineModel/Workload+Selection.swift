extension Workload {
  /// Drops the jobs that are not submitted between `begin` (included) and `end` (excluded).
  ///
  /// - Complexity: O(n).
  public mutating func keep(submittedFrom begin: Instant, before end: Instant) {
    let low = submit.firstIndex { $0 >= begin } ?? count
    let high = submit[low...].firstIndex { $0 >= end } ?? count
    select(low..<max(low, high))
  }

  /// Accelerator time of all durations over the capacity of `accelerators` from the first submission
  /// to the last; `nil` where that is no time or no capacity.
  public func offeredLoad(accelerators: Int) -> Double? {
    guard let first = submit.first, let last = submit.last, last > first, accelerators > 0 else {
      return nil
    }
    var work_s = 0.0
    for job in 0..<count {
      work_s += duration[job].seconds * Double(self.accelerators(of: JobHandle(job)))
    }
    return work_s / ((last - first).seconds * Double(accelerators))
  }

  /// Moves submissions closer together or apart, each in proportion to its distance from the first,
  /// until ``offeredLoad(accelerators:)`` is `load`. Nothing changes where that has no value or is 0.
  public mutating func compress(toLoad load: Double, accelerators: Int) {
    guard let offered = offeredLoad(accelerators: accelerators), offered > 0,
      let first = submit.first
    else { return }
    let factor = offered / load
    for job in 0..<count {
      let distance = Double((submit[job] - first).nanoseconds) * factor
      let moved = first + Interval(nanoseconds: Int64(min(distance.rounded(), 9e18)))
      if !cancel.isEmpty && cancel[job].isReached {
        cancel[job] = moved + (cancel[job] - submit[job])
      }
      if !deadline.isEmpty && deadline[job].isReached {
        deadline[job] = moved + (deadline[job] - submit[job])
      }
      submit[job] = moved
    }
  }
}
