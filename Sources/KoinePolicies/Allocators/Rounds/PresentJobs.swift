import KoineModel

/// The jobs that a policy looks after, in the order in which they came.
///
/// Who leaves is only noted, and dropped together with all others when the list is next swept: an end
/// costs the same however many jobs there are, and a sweep no more than reading the list.
struct PresentJobs {
  private var list: [JobHandle] = []
  /// By job: its place in the list, or -1. A place that its job does not lead to is left over.
  private var places: [Int32]
  private(set) var count = 0
  /// Entries that sweeps have looked at: what ends have cost.
  private(set) var looks = 0

  /// - Parameter jobs: of the workload.
  init(jobs: Int) { places = [Int32](repeating: -1, count: jobs) }

  var isEmpty: Bool { count == 0 }

  /// Adds a job behind all others. It must not be here.
  ///
  /// - Complexity: O(1).
  mutating func append(_ job: JobHandle) {
    precondition(places[job.index] < 0, "a job is here once")
    if count == 0 { list.removeAll(keepingCapacity: true) }
    places[job.index] = Int32(list.count)
    list.append(job)
    count += 1
  }

  /// Notes that a job is here no more; nothing happens if it was not.
  ///
  /// - Complexity: O(1).
  mutating func remove(_ job: JobHandle) {
    if places[job.index] < 0 { return }
    places[job.index] = -1
    count -= 1
  }

  /// The jobs that are here. Whoever has left must have been swept away.
  var jobs: [JobHandle] {
    assert(list.count == count, "jobs have left since the last sweep")
    return list
  }

  /// Drops what has left.
  ///
  /// - Complexity: O(1) if nobody has left since the last time, else O(list).
  mutating func sweep() {
    if list.count == count { return }
    looks += list.count
    var kept = 0
    for place in list.indices {
      let job = list[place]
      guard Int(places[job.index]) == place else { continue }
      list[kept] = job
      places[job.index] = Int32(kept)
      kept += 1
    }
    list.removeSubrange(kept...)
  }
}
