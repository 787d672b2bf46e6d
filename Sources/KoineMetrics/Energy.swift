import KoineEngine
public import KoineModel

/// The energy of a run by where it goes, kWh; each part tells which of its figures are missing.
public struct EnergyParts: Sendable {
  /// Accelerators at work.
  public var busy = Estimate()
  /// Accelerators that are up and do nothing, allocated or not.
  public var idle = Estimate()
  /// Lasers of photonic cards that have their own figure: over all allocated time.
  public var lasers = Estimate()
  /// Hosts, over the time that their nodes are up.
  public var hosts = Estimate()

  /// `energy_kwh`: all accelerators.
  public var accelerators: Estimate { busy + idle + lasers }

  /// - Complexity: O(pools x classes).
  init(_ chips: [ChipUsage], _ log: RunLog, on topology: Topology) {
    for usage in chips { addAccelerators(usage) }
    for (index, pool) in topology.pools.enumerated() {
      let type = topology.nodeType(of: pool)
      let node_s = Self.up_s(pool, type, log.ledger, index)
      hosts.add(
        node_s / Estimate.joulesPerKilowattHour, of: .hostPower, type.hostPower_w, chip: type.name)
    }
  }

  private mutating func addAccelerators(_ usage: ChipUsage) {
    let chip = usage.chip
    let time = usage.time
    let working = LedgerClass.allCases.reduce(0) { $0 + ($1.isWorking ? time[$1] : 0) }
    let standing = time.allocated - working + time.free
    let power = chip.workingPower
    busy.add(Self.hours(working), of: power.name, power.figure, chip: chip.key)
    idle.add(Self.hours(standing), of: .idlePower, chip.idle_w, chip: chip.key)
    if chip.hasOwnLasers, let core = chip.photonic {
      lasers.add(Self.hours(time.allocated), of: .laserPower, core.laser_w, chip: chip.key)
      if let hold = core.hold_w {
        lasers.add(Self.hours(time.allocated), of: .laserPower, hold, chip: chip.key)
      }
    }
  }

  /// Thousands of hours, so that watts become kilowatt-hours.
  private static func hours(_ amount: Int128) -> Double {
    AcceleratorTime.seconds(amount) / Estimate.joulesPerKilowattHour
  }

  /// Node-seconds that the nodes of a pool are up. A node is down with all its accelerators.
  private static func up_s(
    _ pool: Pool, _ type: NodeType, _ ledger: Ledger, _ index: Int
  ) -> Double {
    let span_s = Double(pool.nodes.count) * ledger.span.seconds
    if type.accelerators == 0 { return span_s }
    let down = ledger.rows[index][LedgerClass.down.index]
    return span_s - AcceleratorTime.seconds(down) / Double(type.accelerators)
  }
}

extension Estimate {
  /// Joules in a kilowatt-hour.
  static let joulesPerKilowattHour = 3_600_000.0
}

extension Chip {
  /// Whether lasers are counted apart: the chip states them, and no power of the whole card.
  var hasOwnLasers: Bool { photonic != nil && busy_w == nil && tdp_w == nil }

  /// Power at work without lasers of their own: as stated or measured under load, else the design
  /// power, else of photonic cards that of their electronics.
  var workingPower: (name: EstimatedFigure, figure: Figure?) {
    if let busy_w { return (.busyPower, busy_w) }
    if tdp_w == nil, let electronics = photonic?.electronics_w {
      return (.electronicsPower, electronics)
    }
    return (.designPower, tdp_w)
  }

  /// Power of one accelerator that a job holds and has no work for, lasers included, W; `nil` if unknown.
  var heldPower_w: Double? {
    guard let idle_w, hasOwnLasers else { return idle_w?.value }
    return photonic?.laser_w.map { idle_w.value + $0.value + (photonic?.hold_w?.value ?? 0) }
  }

  /// Power of one accelerator that a job holds and works on, lasers included, W; `nil` if unknown.
  var jobPower_w: Double? {
    guard let working = workingPower.figure else { return nil }
    guard hasOwnLasers else { return working.value }
    return photonic?.laser_w.map { working.value + $0.value + (photonic?.hold_w?.value ?? 0) }
  }
}

extension LedgerClass {
  /// Whether accelerators draw their working power in this class. Waiting for others is work: the
  /// programs poll.
  public var isWorking: Bool {
    switch self {
    case .productive, .communication, .imbalance, .checkpoint, .lost: true
    case .reconfiguration, .reservedIdle, .down, .freeIdle, .freeUnusable, .freeWithheld: false
    }
  }
}
