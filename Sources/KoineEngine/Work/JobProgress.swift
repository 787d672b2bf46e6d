import KoineModel

/// How far a running job has come, for jobs whose speed depends on where and beside whom they run.
struct JobProgress: BitwiseCopyable {
  var speed: WorkSpeed
  /// Units done up to `since` and still to do then.
  var done: Double
  var remaining: Double
  /// From when on the present speed holds; in the future while the job sets up.
  var since: Instant
  /// Part of the full speed that the network leaves, above 0 and at most 1.
  var share: Double
  /// Time spent on restoring the job's state at the start, and then on setting optical circuits.
  var restore: Interval
  var setup: Interval
  /// Part of the time of work that goes into writing checkpoints, below 1.
  var saving: Double
  /// The first of its ``UplinkFlow``s.
  var firstFlow: UInt32
  /// Work per time that slow nodes leave, 0 if one hangs, and where the rest of the time goes: parts of
  /// the time at full speed that slow chips add, for those that wait for them and for themselves.
  var pace = 1.0
  var waitingExtra = 0.0
  var slowExtra = 0.0
  /// Part of its speed alone that a partner on the same accelerators leaves (``SharingClock``).
  var pairPart = 1.0
  /// The extra times, added up, with what partners add, and the time for which the job hung.
  var waiting_ns = 0.0
  var slow_ns = 0.0
  var stalled_ns: Int64 = 0

  /// Takes over what nodes make of the pace: chips that of computing, ports that of transfers.
  mutating func setPace(_ gang: GangPace) {
    if gang.isFull && pace == 1 { return }
    let communication = Double(speed.communication_ppm) * 1e-6
    let compute = Double(gang.compute_ppm) * 1e-6
    let network = Double(gang.network_ppm) * 1e-6
    if compute == 0 || (network == 0 && communication > 0) {
      (pace, waitingExtra, slowExtra) = (0, 0, 0)
      return
    }
    let computeExtra = (1 - communication) * (1 / compute - 1)
    let networkExtra = communication == 0 ? 0 : communication * (1 / network - 1)
    pace = 1 / (1 + computeExtra + networkExtra)
    waitingExtra = computeExtra * min(1, Double(gang.imbalance_ppm) * 1e-6 / (1 - compute + 1e-12))
    slowExtra = computeExtra - waitingExtra
  }

  /// Enters what has been done by `now`.
  mutating func settle(_ now: Instant) {
    guard now > since else { return }
    if pace == 0 {
      stalled_ns += (now - since).nanoseconds
      since = now
      return
    }
    let units = min(
      remaining, Double((now - since).nanoseconds) * share * pace * pairPart / speed.unit_ns)
    waiting_ns += units * speed.unit_ns * waitingExtra
    slow_ns += units * speed.unit_ns * slowExtra
    // Accelerators that work for a partner meanwhile wait for nobody.
    if pairPart != 1 {
      slow_ns += units * speed.unit_ns / (share * pace) * max(0, 1 / pairPart - 1)
    }
    done += units
    remaining -= units
    since = now
  }

  /// Units done by `now`.
  func done(at now: Instant) -> Double {
    var copy = self
    copy.settle(now)
    return copy.done
  }

  /// When the job ends if its speed stays as it is; settled before.
  var finish: Instant {
    if pace == 0 { return .never }
    let left_ns = remaining * speed.unit_ns / (share * pace * pairPart)
    // The clock ends after three centuries: such work is never done.
    if left_ns > 4e18 { return .never }
    return since + Interval(nanoseconds: Int64(left_ns.rounded(.up)))
  }

  /// Where `span` of holding accelerators went; settled before.
  ///
  /// What is neither restoring, set-up nor work at full speed is waiting for the network.
  func split(of span: Interval) -> WorkSplit {
    let restore_ns = min(restore.nanoseconds, span.nanoseconds)
    let setup_ns = min(setup.nanoseconds, span.nanoseconds - restore_ns)
    let stall_ns = min(stalled_ns, span.nanoseconds - restore_ns - setup_ns)
    let left_ns = span.nanoseconds - restore_ns - setup_ns - stall_ns
    let full_ns = min(done * speed.unit_ns, Double(left_ns))
    let saving_ns = Int64(full_ns * saving)
    let work_ns = full_ns * (1 - saving)
    let imbalance_ns = min(
      Int64(work_ns * Double(speed.imbalance_ppm) * 1e-6 + waiting_ns), left_ns - saving_ns)
    let waiting = Double(speed.communication_ppm + speed.imbalance_ppm) * 1e-6
    // Work that never waits for the network leaves only what rounding leaves.
    let neverWaits = speed.communication_ppm == 0 && speed.uplink_kb_s == 0
    let most_ns = left_ns - imbalance_ns - saving_ns
    let productive_ns =
      neverWaits ? most_ns : min(Int64(work_ns * (1 - waiting) + slow_ns), most_ns)
    return WorkSplit(
      productive_ns: productive_ns, imbalance_ns: imbalance_ns, reconfiguration_ns: setup_ns,
      communication_ns: left_ns - productive_ns - imbalance_ns - saving_ns,
      checkpoint_ns: saving_ns, lost_ns: restore_ns + stall_ns)
  }
}

/// The parts of a span in which a job held its accelerators; they add up to it.
struct WorkSplit: BitwiseCopyable {
  var productive_ns: Int64
  var imbalance_ns: Int64
  var reconfiguration_ns: Int64
  var communication_ns: Int64
  var checkpoint_ns: Int64 = 0
  var lost_ns: Int64 = 0

  /// Whether nothing but productive time is in it, as in most attempts.
  var isAllProductive: Bool {
    imbalance_ns | reconfiguration_ns | communication_ns | checkpoint_ns | lost_ns == 0
  }

  /// Time in which the work went on, and was not lost.
  var advancing_ns: Int64 { productive_ns + imbalance_ns + communication_ns }

  var total_ns: Int64 {
    productive_ns + imbalance_ns + reconfiguration_ns + communication_ns + checkpoint_ns + lost_ns
  }

  /// The split of a span of which only `part` of the work was not for nothing.
  func keeping(_ part: Double) -> WorkSplit {
    var kept = self
    kept.productive_ns = Int64(Double(productive_ns) * part)
    kept.imbalance_ns = Int64(Double(imbalance_ns) * part)
    kept.communication_ns = Int64(Double(communication_ns) * part)
    kept.lost_ns += total_ns - kept.total_ns
    return kept
  }
}
