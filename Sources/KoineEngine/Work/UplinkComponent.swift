import KoineModel

/// Overloaded uplinks that share jobs, directly or through others, and those jobs.
///
/// Scratch memory of the max-min computation; nothing in it outlives one change.
struct UplinkComponent: ~Copyable {
  private(set) var racks: Column<UInt32>
  private(set) var rackCount = 0
  private(set) var jobs: Column<UInt32>
  private(set) var jobCount = 0
  private var rackMark: Column<UInt32>
  private var jobMark: Column<UInt32>
  private var stamp: UInt32 = 0
  /// By rack: capacity not yet given away, kB/s, and jobs that still share it.
  private var left_kb_s: Column<Double>
  private var sharers: Column<Int32>
  /// By slot: what a job gets, kB/s; negative while it is open.
  private(set) var given_kb_s: Column<Double>

  init(racks rackCapacity: Int, jobs jobCapacity: Int) {
    racks = Column(zeroed: rackCapacity)
    jobs = Column(zeroed: jobCapacity)
    rackMark = Column(zeroed: rackCapacity)
    jobMark = Column(zeroed: jobCapacity)
    left_kb_s = Column(zeroed: rackCapacity)
    sharers = Column(zeroed: rackCapacity)
    given_kb_s = Column(zeroed: jobCapacity)
  }

  mutating func begin() {
    stamp += 1
    rackCount = 0
    jobCount = 0
  }

  mutating func add(rack: UInt32) {
    if rackMark[Int(rack)] == stamp { return }
    rackMark[Int(rack)] = stamp
    racks[rackCount] = rack
    rackCount += 1
  }

  private mutating func add(job: UInt32) {
    if jobMark[Int(job)] == stamp { return }
    jobMark[Int(job)] = stamp
    jobs[jobCount] = job
    jobCount += 1
  }

  /// Adds every job on the racks added so far, and on what racks their overload reaches.
  mutating func spread(_ uplinks: borrowing Uplinks, _ progress: borrowing Column<JobProgress>) {
    var rack = 0
    var job = 0
    while rack < rackCount || job < jobCount {
      if rack < rackCount {
        var flow = uplinks.firstFlow[Int(racks[rack])]
        while flow != Uplinks.end {
          add(job: uplinks.flows[Int(flow)].slot)
          flow = uplinks.flows[Int(flow)].nextOnRack
        }
        rack += 1
      } else {
        var flow = progress[Int(jobs[job])].firstFlow
        while flow != Uplinks.end {
          let next = uplinks.flows[Int(flow)]
          if uplinks.isOverloaded(Int(next.rack)) { add(rack: next.rack) }
          flow = next.nextOfJob
        }
        job += 1
      }
    }
  }

  /// Divides the uplinks among the jobs by max-min fairness: everyone is given more at the same pace,
  /// until they have what they want or one of their uplinks is used up (Bertsekas and Gallager, Data
  /// Networks, 1992, 6.5.2).
  ///
  /// - Complexity: O(jobs^2 + (jobs + racks) x racks).
  mutating func divide(_ uplinks: borrowing Uplinks, _ progress: borrowing Column<JobProgress>) {
    for index in 0..<rackCount {
      let rack = Int(racks[index])
      left_kb_s[rack] = Double(uplinks.capacity_kb_s[rack])
      sharers[rack] = 0
    }
    sortJobsByWant(progress)
    for index in 0..<jobCount {
      let slot = jobs[index]
      given_kb_s[Int(slot)] = -1
      forEachRack(of: slot, uplinks, progress) { $0.sharers[$1] += 1 }
    }
    var satisfied = 0
    while satisfied < jobCount {
      let slot = jobs[satisfied]
      if given_kb_s[Int(slot)] >= 0 {
        satisfied += 1
        continue
      }
      let wants = Double(progress[Int(slot)].speed.uplink_kb_s)
      guard let tightest = tightestRack(), fairShare(of: tightest) < wants else {
        give(wants, to: slot, uplinks, progress)
        continue
      }
      let share = fairShare(of: tightest)
      var flow = uplinks.firstFlow[tightest]
      while flow != Uplinks.end {
        let sharer = uplinks.flows[Int(flow)].slot
        if given_kb_s[Int(sharer)] < 0 { give(share, to: sharer, uplinks, progress) }
        flow = uplinks.flows[Int(flow)].nextOnRack
      }
    }
  }

  private func fairShare(of rack: Int) -> Double {
    max(0, left_kb_s[rack]) / Double(sharers[rack])
  }

  private func tightestRack() -> Int? {
    var tightest: Int?
    for index in 0..<rackCount where sharers[Int(racks[index])] > 0 {
      let rack = Int(racks[index])
      if tightest == nil || fairShare(of: rack) < fairShare(of: tightest!) { tightest = rack }
    }
    return tightest
  }

  private mutating func give(
    _ amount_kb_s: Double, to slot: UInt32, _ uplinks: borrowing Uplinks,
    _ progress: borrowing Column<JobProgress>
  ) {
    given_kb_s[Int(slot)] = amount_kb_s
    forEachRack(of: slot, uplinks, progress) { component, rack in
      component.left_kb_s[rack] -= amount_kb_s
      component.sharers[rack] -= 1
    }
  }

  /// Calls `body` with the racks of a job that take part in the division.
  @inline(__always)
  private mutating func forEachRack(
    of slot: UInt32, _ uplinks: borrowing Uplinks, _ progress: borrowing Column<JobProgress>,
    _ body: (inout UplinkComponent, Int) -> Void
  ) {
    var flow = progress[Int(slot)].firstFlow
    while flow != Uplinks.end {
      let next = uplinks.flows[Int(flow)]
      if rackMark[Int(next.rack)] == stamp { body(&self, Int(next.rack)) }
      flow = next.nextOfJob
    }
  }

  /// Smallest wish first, equal ones by slot: few jobs span racks, so the plainest sort will do.
  private mutating func sortJobsByWant(_ progress: borrowing Column<JobProgress>) {
    for index in 1..<max(1, jobCount) {
      let slot = jobs[index]
      let wants = progress[Int(slot)].speed.uplink_kb_s
      var place = index
      while place > 0 {
        let before = jobs[place - 1]
        let wantsBefore = progress[Int(before)].speed.uplink_kb_s
        if wantsBefore < wants || (wantsBefore == wants && before < slot) { break }
        jobs[place] = before
        place -= 1
      }
      jobs[place] = slot
    }
  }
}
