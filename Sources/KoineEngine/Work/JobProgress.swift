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
  /// Time spent on setting optical circuits at the start.
  var setup: Interval
  /// The first of its ``UplinkFlow``s.
  var firstFlow: UInt32

  /// Enters what has been done by `now`.
  mutating func settle(_ now: Instant) {
    guard now > since else { return }
    let units = min(remaining, Double((now - since).nanoseconds) * share / speed.unit_ns)
    done += units
    remaining -= units
    since = now
  }

  /// When the job ends if its speed stays as it is; settled before.
  var finish: Instant {
    // A century at most: work of absurd size must not overflow the clock.
    let left_ns = min(remaining * speed.unit_ns / share, 4e18)
    return since + Interval(nanoseconds: Int64(left_ns.rounded(.up)))
  }

  /// Where `span` of holding accelerators went; settled before.
  ///
  /// What is neither set-up nor work at full speed is waiting for the network.
  func split(of span: Interval) -> WorkSplit {
    let setup_ns = min(setup.nanoseconds, span.nanoseconds)
    let left_ns = span.nanoseconds - setup_ns
    let full_ns = min(done * speed.unit_ns, Double(left_ns))
    let imbalance_ns = Int64(full_ns * Double(speed.imbalance_ppm) * 1e-6)
    let waiting = Double(speed.communication_ppm + speed.imbalance_ppm) * 1e-6
    let productive_ns = min(Int64(full_ns * (1 - waiting)), left_ns - imbalance_ns)
    return WorkSplit(
      productive_ns: productive_ns, imbalance_ns: imbalance_ns, reconfiguration_ns: setup_ns,
      communication_ns: left_ns - productive_ns - imbalance_ns)
  }
}

/// The parts of a span in which a job held its accelerators; they add up to it.
struct WorkSplit: BitwiseCopyable {
  var productive_ns: Int64
  var imbalance_ns: Int64
  var reconfiguration_ns: Int64
  var communication_ns: Int64

  var total_ns: Int64 { productive_ns + imbalance_ns + reconfiguration_ns + communication_ns }
}
