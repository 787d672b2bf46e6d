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

  /// Whether a job that waited accepts the chip.
  func isWaitedFor(_ chip: Int) -> Bool {
    requests.indices.contains { hasWaited($0) && acceptance.chips(for: requests[$0])[chip] }
  }

  /// The size that half of the waiting time for any of `chips` was at or above, in accelerators.
  ///
  /// Jobs larger than `capacity` of a chip do not count for that chip. `nil` if no job is left.
  /// - Complexity: O(requests x chips + requests log requests).
  func typicalSize(for chips: [Int], capacity: [Int]) -> Int? {
    let takers = requests.indices.filter { request in
      guard hasWaited(request) else { return false }
      let accepted = acceptance.chips(for: requests[request])
      return chips.contains {
        accepted[$0] && Int(requests[request].accelerators) <= capacity[$0]
      }
    }.sorted { requests[$0].accelerators > requests[$1].accelerators }
    let half = takers.reduce(Int128(0)) { $0 + waited[$1] } / 2
    var sum: Int128 = 0
    for taker in takers {
      sum += waited[taker]
      if sum >= half { return Int(requests[taker].accelerators) }
    }
    return nil
  }

  private func hasWaited(_ request: Int) -> Bool {
    waited[request] > 0 && requests[request].accelerators > 0
  }
}
