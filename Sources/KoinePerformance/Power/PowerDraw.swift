public import KoineModel

/// Power of a set of accelerators and hosts, by how it answers to a lower clock.
public struct PowerDraw: Hashable, Sendable {
  /// Power that stays whatever the clock: idle power, lasers, hosts, W.
  public var standing_w: Double
  /// Power that work adds at full clock, W.
  public var working_w: Double

  public init(standing_w: Double = 0, working_w: Double = 0) {
    precondition(standing_w >= 0 && working_w >= 0, "power is not negative")
    self.standing_w = standing_w
    self.working_w = working_w
  }

  public var total_w: Double { standing_w + working_w }

  public static func + (a: PowerDraw, b: PowerDraw) -> PowerDraw {
    PowerDraw(standing_w: a.standing_w + b.standing_w, working_w: a.working_w + b.working_w)
  }

  public static func * (a: PowerDraw, count: Double) -> PowerDraw {
    PowerDraw(standing_w: a.standing_w * count, working_w: a.working_w * count)
  }

  /// One accelerator of `chip`, at work or not.
  ///
  /// Working power is `busy_w`, else the design power, else the electronics of a photonic card;
  /// lasers that are stated apart stand while the card is allocated. `nil` if a figure is unknown
  /// that the state needs.
  public init?(_ chip: Chip, isWorking: Bool, isAllocated: Bool = true) {
    let hasOwnLasers = chip.photonic != nil && chip.busy_w == nil && chip.tdp_w == nil
    var lasers_w = 0.0
    if hasOwnLasers && isAllocated {
      guard let laser = chip.photonic?.laser_w else { return nil }
      lasers_w = laser.value + (chip.photonic?.hold_w?.value ?? 0)
    }
    let busy = chip.busy_w ?? chip.tdp_w ?? chip.photonic?.electronics_w
    if isWorking {
      guard let busy else { return nil }
      // Without an idle figure all of the power is taken to answer to the clock.
      let idle_w = min(chip.idle_w?.value ?? 0, busy.value)
      self.init(standing_w: idle_w + lasers_w, working_w: busy.value - idle_w)
    } else {
      guard let idle = chip.idle_w else { return nil }
      self.init(standing_w: idle.value + lasers_w)
    }
  }
}
