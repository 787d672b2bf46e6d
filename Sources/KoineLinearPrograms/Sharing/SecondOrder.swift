/// Second-order terms of the products: what a whole step would add to each.
struct SecondOrder {
  let jobs: Int
  let kinds: Int
  var share: Scratch.Column<Double>
  var surplus: Scratch.Column<Double>
  var idle: Scratch.Column<Double>
  var free: Scratch.Column<Double>

  init(_ scratch: Scratch, jobs: Int, kinds: Int) {
    self.jobs = jobs
    self.kinds = kinds
    share = scratch.column(0, jobs * kinds)
    surplus = scratch.column(0, jobs)
    idle = scratch.column(0, jobs)
    free = scratch.column(0, kinds)
  }

  /// The products of a step's changes.
  func take(from step: InteriorState) {
    for place in 0..<jobs * kinds { share[place] = step.share[place] * step.shareCost[place] }
    for job in 0..<jobs {
      surplus[job] = step.surplus[job] * step.ratePrice[job]
      idle[job] = step.idle[job] * step.timePrice[job]
    }
    for kind in 0..<kinds { free[kind] = step.free[kind] * step.kindPrice[kind] }
  }

  func clear() {
    for place in 0..<jobs * kinds { share[place] = 0 }
    for job in 0..<jobs {
      surplus[job] = 0
      idle[job] = 0
    }
    for kind in 0..<kinds { free[kind] = 0 }
  }
}
