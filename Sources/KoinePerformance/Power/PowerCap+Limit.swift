public import KoineModel

/// Why a cluster cannot be held under a limit of power.
public enum PowerRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// Chips without a figure that the sum needs.
  case unknownPower(chips: [String])
  /// The accelerators draw more when nothing runs.
  case belowIdle(idle_w: Double)

  public var description: String {
    switch self {
    case .unknownPower(let chips):
      "needs the power of every chip at work and idle, which is unknown of "
        + chips.joined(separator: ", ")
    case .belowIdle(let idle_w):
      "is less than what the accelerators draw when nothing runs, "
        + "\(Int64(idle_w.rounded(.up))) W"
    }
  }
}

extension PowerCap {
  /// The limit for the scheduler of `topology`: accelerators that jobs hold draw their power at work
  /// and their lasers, all others idle power.
  ///
  /// Watts are rounded to milliwatts against the work, so that the limit is kept exactly.
  ///
  /// - Throws: the chips without a figure, or that the limit is below idle power.
  public func limit(on topology: Topology) throws(PowerRefusal) -> PowerLimit {
    var unknown: [String] = []
    var idle_mw: Int64 = 0
    var added_mw: [Int64] = []
    for pool in topology.pools {
      let type = topology.nodeType(of: pool)
      guard type.accelerators > 0 else {
        added_mw.append(0)
        continue
      }
      let chip = type.chip == .none ? nil : topology.chips[type.chip.index]
      let idle = chip.flatMap { PowerDraw($0, isWorking: false, isAllocated: false) }
      let busy = chip.flatMap { PowerDraw($0, isWorking: true) }
      guard let idle, let busy else {
        let key = chip?.key ?? type.name
        if !unknown.contains(key) { unknown.append(key) }
        continue
      }
      let each_mw = Self.milliwatts(idle.total_w)
      idle_mw += each_mw * Int64(pool.nodes.count * type.accelerators)
      added_mw.append(max(0, Self.milliwatts(busy.total_w) - each_mw))
    }
    if !unknown.isEmpty { throw .unknownPower(chips: unknown) }
    let room_mw = Int64((limit_w * 1000).rounded(.down)) - idle_mw
    if room_mw < 0 { throw .belowIdle(idle_w: Double(idle_mw) / 1000) }
    return PowerLimit(room_mw: room_mw, added_mw: added_mw)
  }

  private static func milliwatts(_ power_w: Double) -> Int64 {
    Int64((power_w * 1000).rounded(.up))
  }
}
