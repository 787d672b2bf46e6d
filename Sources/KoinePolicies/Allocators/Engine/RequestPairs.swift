import KoineEngine
import KoineModel

/// How fast jobs of two requests run on the same accelerators, as the engine will run them.
///
/// Requests that agree in all that decides that are one class: a workload may have thousands of
/// requests that differ in what does not matter, and a table of all pairs of them would not fit.
struct RequestPairs {
  let speeds: PairSpeeds
  /// By request.
  let classes: [Int]

  /// - Complexity: O(requests + classes^2 x kinds) for requests of one size.
  init(
    _ table: KindTable, _ workload: Workload, _ topology: Topology, _ source: (any SpeedSource)?
  ) {
    var members: [RequestClass] = []
    var numbers: [RequestClass: Int] = [:]
    classes = workload.requests.map { request in
      let member = RequestClass(request)
      if let number = numbers[member] { return number }
      numbers[member] = members.count
      members.append(member)
      return members.count - 1
    }
    var speeds = PairSpeeds(classes: members.count, kinds: table.chips.count)
    if let source {
      let pools = table.chips.map { KindTable.largestPool(of: $0, topology) }
      let alone = Self.alone(classes, members.count, table)
      for (one, member) in members.enumerated() where member.mayMeet {
        for (other, beside) in members.enumerated()
        where beside.mayMeet && beside.accelerators == member.accelerators {
          for (kind, pool) in pools.enumerated() {
            guard
              let part = source.part(
                of: workload.works[member.work.index], beside: workload.works[beside.work.index],
                accelerators: Int(member.accelerators), on: pool)
            else { continue }
            speeds[one, with: other, on: kind] = part * alone[one][kind]
          }
        }
      }
    }
    self.speeds = speeds
  }

  /// Whether jobs of two requests both get something done on the same accelerators.
  func canShare(_ request: Int32, _ other: Int32, _ kind: Int) -> Bool {
    speeds.canShare(classes[Int(request)], classes[Int(other)], kind)
  }

  /// By class, the speeds of the first request that is in it.
  private static func alone(
    _ classes: [Int], _ count: Int, _ table: KindTable
  ) -> [[Double]] {
    var alone: [[Double]] = []
    alone.reserveCapacity(count)
    for (request, number) in classes.enumerated() where number == alone.count {
      alone.append(Array(table.speeds(of: RequestHandle(request))))
    }
    return alone
  }
}

/// What of a request decides how fast it runs, and beside whom.
private struct RequestClass: Hashable {
  let work: WorkHandle
  let accelerators: Int32
  let chips: ChipSelectionHandle
  /// Whether the engine puts it beside another at all, as far as the request tells.
  let mayMeet: Bool

  init(_ request: Request) {
    work = request.work
    accelerators = request.accelerators
    chips = request.chips
    mayMeet =
      request.work != .none && request.cpu_milli == 0 && request.memory_mib == 0
      && !(request.localityIsRequired && request.locality != .anywhere)
  }
}
