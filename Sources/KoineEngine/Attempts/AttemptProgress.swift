import KoineModel

/// How far an attempt at a job of given duration has come: it restores, works, and writes a checkpoint
/// after each interval of work.
///
/// Work is counted in nanoseconds of the job's duration, exactly. At the pace of a million parts per
/// million, work takes as long as it is; at another pace, spans are rounded up and work is rounded down.
struct AttemptProgress: BitwiseCopyable {
  /// From when on the amounts below hold.
  var since: Instant
  var restoreLeft_ns: Int64
  /// What is left of setting circuits, and what has been spent on it.
  var setupLeft_ns: Int64
  var setup_ns: Int64 = 0
  /// What is left of writing a checkpoint, if one is being written.
  var saveLeft_ns: Int64 = 0
  /// Work since the last checkpoint.
  var unsaved_ns: Int64 = 0
  /// Work of this attempt, and the part of it that a checkpoint holds.
  var worked_ns: Int64 = 0
  var saved_ns: Int64 = 0
  /// Where the time of the attempt went that was not work.
  var restored_ns: Int64 = 0
  var saving_ns: Int64 = 0
  var imbalance_ns: Int64 = 0
  var communication_ns: Int64 = 0
  var stalled_ns: Int64 = 0
  /// Time of work since the last checkpoint, without waiting for others.
  var unsavedTime_ns: Int64 = 0
  /// Work per time, and the parts of the time of work in which faster accelerators wait for slower
  /// ones and all of them for the network, millionths. At no pace at all the job hangs.
  var pace_ppm: Int64 = Self.fullPace
  var imbalance_ppm: Int64 = 0
  var communication_ppm: Int64 = 0

  static var fullPace: Int64 { 1_000_000 }

  init(since: Instant, restore: Interval, setup: Interval = .zero) {
    self.since = since
    setupLeft_ns = setup.nanoseconds
    restoreLeft_ns = restore.nanoseconds
  }

  /// What follows for a job whose traffic is not known: it slows down as much as its slowest port.
  mutating func setPace(_ pace: GangPace) {
    pace_ppm = pace.compute_ppm * pace.network_ppm / Self.fullPace
    communication_ppm = Self.fullPace - pace.network_ppm
    imbalance_ppm = pace.imbalance_ppm * pace.network_ppm / Self.fullPace
  }

  /// Time that `work_ns` of work takes at the present pace, which must not be 0.
  func time(for work_ns: Int64) -> Int64 {
    if pace_ppm == Self.fullPace { return work_ns }
    let time = (Int128(work_ns) * Int128(Self.fullPace) + Int128(pace_ppm) - 1) / Int128(pace_ppm)
    return Int64(clamping: time)
  }

  /// When `work_ns` of work will be done if nothing changes. No checkpoint is written at the very end.
  func finish(of work_ns: Int64, _ cost: AttemptCost) -> Instant {
    if pace_ppm == 0 { return .never }
    var time_ns = restoreLeft_ns + setupLeft_ns + saveLeft_ns
    let interval_ns = cost.interval.nanoseconds
    var left_ns = work_ns
    let untilSave_ns = interval_ns - (saveLeft_ns > 0 ? 0 : unsaved_ns)
    if interval_ns > 0 && left_ns > untilSave_ns {
      time_ns += time(for: untilSave_ns) + cost.save.nanoseconds
      left_ns -= untilSave_ns
      let cycles = (left_ns - 1) / interval_ns
      let cycle_ns = time(for: interval_ns).addingReportingOverflow(cost.save.nanoseconds)
      let (cycles_ns, overflow) = cycles.multipliedReportingOverflow(by: cycle_ns.partialValue)
      if overflow || cycle_ns.overflow { return .never }
      time_ns += cycles_ns
      left_ns -= cycles * interval_ns
    }
    return since + Interval(nanoseconds: time_ns) + Interval(nanoseconds: time(for: left_ns))
  }

  /// Enters what happened up to `now`.
  mutating func settle(_ now: Instant, _ cost: AttemptCost) {
    var left_ns = (now - since).nanoseconds
    since = now
    if pace_ppm == 0 {
      stalled_ns += left_ns
      return
    }
    restored_ns += Self.take(&restoreLeft_ns, from: &left_ns)
    setup_ns += Self.take(&setupLeft_ns, from: &left_ns)
    let interval_ns = cost.interval.nanoseconds
    if interval_ns == 0 { return work(left_ns) }
    finishSaving(&left_ns)
    if saveLeft_ns > 0 || !reachSave(&left_ns, cost) { return }
    let work_ns = time(for: interval_ns)
    let cycle_ns = work_ns + cost.save.nanoseconds
    // Dividing takes longer than all the rest, and most attempts are shorter than that.
    if left_ns >= cycle_ns {
      let cycles = left_ns / cycle_ns
      spend(cycles * work_ns)
      worked_ns += cycles * interval_ns
      keepAll()
      saving_ns += cycles * cost.save.nanoseconds
      left_ns -= cycles * cycle_ns
    }
    _ = reachSave(&left_ns, cost)
  }

  /// Works up to the next checkpoint and writes it, as far as the time lasts; whether it is written.
  private mutating func reachSave(_ left_ns: inout Int64, _ cost: AttemptCost) -> Bool {
    let untilSave_ns = time(for: cost.interval.nanoseconds - unsaved_ns)
    if left_ns < untilSave_ns {
      work(left_ns)
      left_ns = 0
      return false
    }
    spend(untilSave_ns)
    worked_ns += cost.interval.nanoseconds - unsaved_ns
    unsaved_ns = cost.interval.nanoseconds
    left_ns -= untilSave_ns
    saveLeft_ns = cost.save.nanoseconds
    finishSaving(&left_ns)
    if saveLeft_ns == 0 { keepAll() }
    return saveLeft_ns == 0
  }

  private mutating func finishSaving(_ left_ns: inout Int64) {
    if saveLeft_ns == 0 { return }
    saving_ns += Self.take(&saveLeft_ns, from: &left_ns)
    if saveLeft_ns == 0 { keepAll() }
  }

  private mutating func keepAll() {
    saved_ns = worked_ns
    unsaved_ns = 0
    unsavedTime_ns = 0
  }

  private mutating func work(_ time_ns: Int64) {
    let work_ns =
      pace_ppm == Self.fullPace
      ? time_ns : Int64(Int128(time_ns) * Int128(pace_ppm) / Int128(Self.fullPace))
    worked_ns += work_ns
    unsaved_ns += work_ns
    spend(time_ns)
  }

  /// Splits time of work among the accounts.
  private mutating func spend(_ time_ns: Int64) {
    let imbalance = Self.part(imbalance_ppm, of: time_ns)
    let communication = Self.part(communication_ppm, of: time_ns)
    imbalance_ns += imbalance
    communication_ns += communication
    unsavedTime_ns += time_ns - imbalance - communication
  }

  private static func part(_ part_ppm: Int64, of time_ns: Int64) -> Int64 {
    part_ppm == 0 ? 0 : Int64(Int128(time_ns) * Int128(part_ppm) / Int128(fullPace))
  }

  /// Takes as much of `amount` as `left` has, and returns it.
  private static func take(_ amount: inout Int64, from left: inout Int64) -> Int64 {
    let taken = min(amount, left)
    amount -= taken
    left -= taken
    return taken
  }
}
