extension InteriorPoint {
  /// What the point still violates; `surplus` holds the rate rows, `idle` the time of the jobs, `free`
  /// the capacities, `shareCost` the prices and `level` the slopes.
  mutating func measureResiduals() {
    for kind in 0..<kinds { residual.free[kind] = capacities[kind] - point.free[kind] }
    var slopePrice = 0.0
    for job in 0..<jobs {
      var time = 1 - point.idle[job]
      for place in job * kinds..<(job + 1) * kinds where open[place] {
        time -= point.share[place]
        residual.free[place % kinds] -= sizes[job] * point.share[place]
        residual.shareCost[place] = cost(place) - point.shareCost[place]
      }
      residual.idle[job] = time
      guard isHeld[job] else { continue }
      residual.surplus[job] =
        floors[job] + slopes[job] * point.level + point.surplus[job] - rate(of: job, point.share)
      slopePrice += slopes[job] * point.ratePrice[job]
    }
    residual.level = raisesLevel ? 1 - slopePrice : 0
  }

  /// The largest violation, in the scaled program.
  var violation: Double {
    var worst = abs(residual.level)
    for job in 0..<jobs {
      worst = larger(worst, abs(residual.surplus[job]))
      worst = larger(worst, abs(residual.idle[job]))
    }
    for place in 0..<shareCount where open[place] {
      worst = larger(worst, abs(residual.shareCost[place]))
    }
    for kind in 0..<kinds {
      worst = larger(worst, abs(residual.free[kind]) / max(1, capacities[kind]))
    }
    return worst
  }

  /// Finds the direction in which every product of what is left and its price becomes `target`, less
  /// the second-order terms, and puts it into `step`.
  mutating func findDirection(target: Double) {
    for kind in 0..<kinds {
      system.denseRight[kind] =
        capacities[kind] > 0
        ? wanted(target - seconds.free[kind], point.free[kind], point.kindPrice[kind])
          - residual.free[kind] : 0
    }
    system.denseRight[kinds] = raisesLevel ? -residual.level : 0
    for job in 0..<jobs { formRight(of: job, target) }
    let dense = system.solveDense()
    for kind in 0..<kinds {
      step.kindPrice[kind] = capacities[kind] > 0 ? dense[kind] : 0
      step.free[kind] = residual.free[kind]
    }
    step.level = raisesLevel ? dense[kinds] : 0
    for job in 0..<jobs { recover(job) }
  }

  /// What a product lacks of its target and of the second-order term, over the price.
  @inline(__always)
  private func wanted(_ target: Double, _ left: Double, _ price: Double) -> Double {
    target / price - left
  }

  private mutating func formRight(
    of job: Int, _ target: Double
  ) {
    let row = job * kinds
    var block = system.blocks[job]
    block.timeRight =
      wanted(target - seconds.idle[job], point.idle[job], point.timePrice[job])
      - residual.idle[job]
    block.rateRight =
      isHeld[job]
      ? wanted(target - seconds.surplus[job], point.surplus[job], point.ratePrice[job])
        + residual.surplus[job] : 0
    system.blocks[job] = block
    for place in row..<row + kinds where open[place] {
      let lack = wanted(
        target - seconds.share[place], point.share[place], point.shareCost[place])
      lacks[place] = lack
      changes[place] = lack - ratio(place) * residual.shareCost[place]
      system.denseRight[place - row] += sizes[job] * changes[place]
    }
    let right = rightSide(of: job, block)
    for place in row..<row + kinds where open[place] {
      system.denseRight[place - row] -=
        sizes[job] * ratio(place) * priceOfShare(place, job, right)
    }
    if raisesLevel { system.denseRight[kinds] += slopes[job] * ratePrice(of: job, right) }
  }

  private mutating func recover(_ job: Int) {
    let row = job * kinds
    var block = system.blocks[job]
    block.rateRight += slopes[job] * step.level
    for place in row..<row + kinds where open[place] {
      changes[place] -= sizes[job] * ratio(place) * step.kindPrice[place - row]
    }
    let right = rightSide(of: job, block)
    step.ratePrice[job] = ratePrice(of: job, right)
    step.timePrice[job] = timePrice(of: job, right)
    var rateChange = 0.0
    var timeChange = 0.0
    for place in row..<row + kinds where open[place] {
      step.shareCost[place] =
        residual.shareCost[place] + priceOfShare(place, job, right)
        + sizes[job] * step.kindPrice[place - row]
      step.share[place] = lacks[place] - ratio(place) * step.shareCost[place]
      rateChange += rates[place] * step.share[place]
      timeChange += step.share[place]
      step.free[place - row] -= sizes[job] * step.share[place]
    }
    step.idle[job] = residual.idle[job] - timeChange
    if isHeld[job] {
      step.surplus[job] = rateChange - slopes[job] * step.level - residual.surplus[job]
    }
  }

  /// The block with the right sides that come through the shares, `sum of v[j] changes[j]`, added;
  /// also fills `crosses`.
  private func rightSide(of job: Int, _ block: InteriorSystem.Block) -> InteriorSystem.Block {
    let row = job * kinds
    var right = block
    for place in row..<row + kinds where open[place] {
      right.rateRight -= rates[place] * changes[place]
      right.timeRight += changes[place]
      var cross = block.rateRight + rates[place] * block.timeRight
      for other in row..<row + kinds where open[other] {
        cross += (rates[place] - rates[other]) * changes[other]
      }
      crosses[place - row] = cross
    }
    return right
  }

  private func ratePrice(of job: Int, _ right: InteriorSystem.Block) -> Double {
    guard isHeld[job] else { return 0 }
    let row = job * kinds
    var sum = right.timeSlack * right.rateRight
    for place in row..<row + kinds where open[place] {
      sum += ratio(place) * crosses[place - row]
    }
    return sum / right.determinant
  }

  private func timePrice(of job: Int, _ right: InteriorSystem.Block) -> Double {
    guard isHeld[job] else { return right.timeRight / right.determinant }
    let row = job * kinds
    var sum = right.rateSlack * right.timeRight
    for place in row..<row + kinds where open[place] {
      sum += ratio(place) * rates[place] * crosses[place - row]
    }
    return sum / right.determinant
  }

  /// `v[share]` times the two prices, without their cancellation.
  private func priceOfShare(
    _ share: Int, _ job: Int, _ right: InteriorSystem.Block
  ) -> Double {
    guard isHeld[job] else { return right.timeRight / right.determinant }
    let row = job * kinds
    var sum = right.rateSlack * right.timeRight - right.timeSlack * rates[share] * right.rateRight
    for place in row..<row + kinds where open[place] {
      sum += ratio(place) * (rates[place] - rates[share]) * crosses[place - row]
    }
    return sum / right.determinant
  }
}
