import KoineModel

/// Which running jobs share their accelerators with another, and since when. Empty, and without any
/// cost, under policies that put no two jobs on the same accelerators.
struct SharingClock: ~Copyable {
  let isUsed: Bool
  /// By slot of ``RunningJobs``.
  private var pairings: Column<Pairing>

  init(isUsed: Bool, running: Int) {
    self.isUsed = isUsed
    pairings = Column(zeroed: isUsed ? running : 0)
  }

  /// The slot of the job that shares the accelerators of the one in `slot`, if any does.
  func partner(of slot: UInt32) -> UInt32? {
    let next = pairings[Int(slot)].partnerAndOne
    return next == 0 ? nil : next - 1
  }

  /// From `now` on the jobs in two slots share.
  mutating func join(_ one: UInt32, _ other: UInt32, at now: Instant) {
    for (slot, partner) in [(one, other), (other, one)] {
      pairings[Int(slot)].partnerAndOne = partner + 1
      pairings[Int(slot)].since = now
    }
  }

  /// From `now` on the jobs in two slots do not share any more: of the time that they did, each had
  /// half, and the first slot the odd nanosecond.
  mutating func part(_ one: UInt32, _ other: UInt32, at now: Instant) {
    let shared_ns = (now - pairings[Int(one)].since).nanoseconds
    pairings[Int(one)].yielded_ns += shared_ns / 2
    pairings[Int(other)].yielded_ns += shared_ns - shared_ns / 2
    pairings[Int(one)].partnerAndOne = 0
    pairings[Int(other)].partnerAndOne = 0
  }

  /// Takes out what the attempt in a slot left to its partners of the time in which it held its
  /// accelerators.
  mutating func takeYielded(by slot: UInt32) -> Int64 {
    let yielded_ns = pairings[Int(slot)].yielded_ns
    pairings[Int(slot)].yielded_ns = 0
    return yielded_ns
  }

  private struct Pairing: BitwiseCopyable {
    /// The partner's slot and one; 0 for a job that is alone.
    var partnerAndOne: UInt32
    var since: Instant
    var yielded_ns: Int64
  }
}

extension WorkSplit {
  /// Takes away time that a partner had: of what was productive, and where that is not enough of the
  /// rest in turn.
  mutating func yield(_ time_ns: Int64) {
    var left_ns = time_ns
    func take(from amount_ns: inout Int64) {
      let taken = min(left_ns, amount_ns)
      amount_ns -= taken
      left_ns -= taken
    }
    take(from: &productive_ns)
    take(from: &communication_ns)
    take(from: &imbalance_ns)
    take(from: &lost_ns)
    take(from: &checkpoint_ns)
    take(from: &reconfiguration_ns)
  }
}
