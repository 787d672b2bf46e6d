import KoineEngine
import KoineModel

extension KindTable {
  /// The speeds of pairs of requests on the same accelerators, as the engine will run them; a class
  /// is a request.
  ///
  /// - Complexity: O(requests^2 x kinds) for requests of one size.
  func pairs(
    _ workload: Workload, _ topology: Topology, _ source: (any SpeedSource)?
  ) -> PairSpeeds {
    let requests = workload.requests
    var pairs = PairSpeeds(classes: requests.count, kinds: chips.count)
    guard let source else { return pairs }
    let pools = chips.map { Self.largestPool(of: $0, topology) }
    for one in requests.indices {
      for other in requests.indices where Self.canMeet(requests[one], requests[other]) {
        for (kind, pool) in pools.enumerated() {
          guard
            let part = source.part(
              of: workload.works[requests[one].work.index],
              beside: workload.works[requests[other].work.index],
              accelerators: Int(requests[one].accelerators), on: pool)
          else { continue }
          pairs[one, with: other, on: kind] = part * speed(Int32(one), kind)
        }
      }
    }
    return pairs
  }

  /// What the engine asks of two jobs on the same accelerators, as far as requests tell.
  private static func canMeet(_ one: Request, _ other: Request) -> Bool {
    one.accelerators == other.accelerators && one.work != .none && other.work != .none
      && [one, other].allSatisfy {
        $0.cpu_milli == 0 && $0.memory_mib == 0
          && !($0.localityIsRequired && $0.locality != .anywhere)
      }
  }
}
