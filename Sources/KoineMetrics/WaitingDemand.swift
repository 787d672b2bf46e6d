import KoineEngine
import KoineModel

/// Who waited, request by request: what makes free accelerators unusable.
struct WaitingDemand {
  /// Waited time of the jobs of each request, ns, up to the end of the run.
  private var waited: [Int128]
  private let requests: [Request]
  private let acceptance: ChipAcceptance

  /// - Complexity: O(jobs).
  init(_ log: RunLog, _ workload: Workload, _ acceptance: ChipAcceptance) {
    var waited = [Int128](repeating: 0, count: workload.requests.count)
    for job in log.state.indices {
      let until: Instant
      if log.start[job].isReached {
        until = log.start[job]
      } else if log.state[job] == .waiting {
        until = log.end
      } else {
        continue
      }
      waited[workload.request[job].index] += Int128((until - workload.submit[job]).nanoseconds)
    }
    self.waited = waited
    requests = workload.requests
    self.acceptance = acceptance
  }

  /// The size that half of the waiting time for a chip was at or above, in accelerators; `nil` if no
  /// job that waited accepts the chip.
  ///
  /// - Complexity: O(requests log requests).
  func typicalSize(for chip: Int) -> Int? {
    let takers = requests.indices.filter {
      waited[$0] > 0 && requests[$0].accelerators > 0 && acceptance.chips(for: requests[$0])[chip]
    }.sorted { requests[$0].accelerators > requests[$1].accelerators }
    let half = takers.reduce(Int128(0)) { $0 + waited[$1] } / 2
    var sum: Int128 = 0
    for taker in takers {
      sum += waited[taker]
      if sum >= half { return Int(requests[taker].accelerators) }
    }
    return nil
  }
}
