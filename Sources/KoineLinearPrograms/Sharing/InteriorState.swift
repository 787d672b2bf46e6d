/// A point, or a direction, of the interior-point method: what is left of each constraint, and what
/// each constraint costs.
///
/// Whatever is left of a constraint and its price are both positive, and their product shrinks to 0.
struct InteriorState {
  /// Shares, and how far each is from being worth its cost.
  var share: Scratch.Column<Double>
  var shareCost: Scratch.Column<Double>
  /// What a job has above the rate that it is asked for, and the price of that rate.
  var surplus: Scratch.Column<Double>
  var ratePrice: Scratch.Column<Double>
  /// Time in which a job does not run, and the price of its time.
  var idle: Scratch.Column<Double>
  var timePrice: Scratch.Column<Double>
  /// Capacity that nobody uses, and the price of the kind.
  var free: Scratch.Column<Double>
  var kindPrice: Scratch.Column<Double>
  var level = 0.0

  init(_ scratch: Scratch, jobs: Int, kinds: Int) {
    share = scratch.column(0, jobs * kinds)
    shareCost = scratch.column(0, jobs * kinds)
    surplus = scratch.column(0, jobs)
    ratePrice = scratch.column(0, jobs)
    idle = scratch.column(0, jobs)
    timePrice = scratch.column(0, jobs)
    free = scratch.column(0, kinds)
    kindPrice = scratch.column(0, kinds)
  }

  /// Becomes a copy of `other`.
  mutating func take(_ other: InteriorState, jobs: Int, kinds: Int) {
    share.update(from: other.share, count: jobs * kinds)
    shareCost.update(from: other.shareCost, count: jobs * kinds)
    surplus.update(from: other.surplus, count: jobs)
    ratePrice.update(from: other.ratePrice, count: jobs)
    idle.update(from: other.idle, count: jobs)
    timePrice.update(from: other.timePrice, count: jobs)
    free.update(from: other.free, count: kinds)
    kindPrice.update(from: other.kindPrice, count: kinds)
    level = other.level
  }
}
