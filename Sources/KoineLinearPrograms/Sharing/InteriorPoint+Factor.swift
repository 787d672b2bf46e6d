extension InteriorPoint {
  /// What is left over its price.
  @inline(__always)
  func ratio(_ place: Int) -> Double { ratios[place] }

  /// Forms the matrix at the point: the block of each job, and what they leave in the dense part.
  ///
  /// - Complexity: O(jobs x kinds^3).
  mutating func factor() {
    let order = system.order
    for place in 0..<order * order { system.dense[place] = 0 }
    for kind in 0..<kinds {
      system.dense[kind * order + kind] =
        capacities[kind] > 0 ? point.free[kind] / point.kindPrice[kind] : 1
    }
    if !raisesLevel { system.dense[order * order - 1] = 1 }
    for place in 0..<shareCount {
      ratios[place] = open[place] ? point.share[place] / point.shareCost[place] : 0
    }
    for job in 0..<jobs {
      formBlock(of: job)
      isHeld[job] ? addHeld(job, order) : addUnheld(job, order)
    }
  }

  private mutating func formBlock(of job: Int) {
    var block = InteriorSystem.Block()
    block.timeSlack = point.idle[job] / point.timePrice[job]
    if isHeld[job] { block.rateSlack = point.surplus[job] / point.ratePrice[job] }
    block.determinant = determinant(of: job, block, without: -1)
    system.blocks[job] = block
  }

  /// The determinant of a job's block without one of its shares, as a sum of positive terms.
  private func determinant(of job: Int, _ block: InteriorSystem.Block, without: Int) -> Double {
    let row = job * kinds
    guard isHeld[job] else {
      var sum = block.timeSlack
      for place in row..<row + kinds where place != without { sum += ratio(place) }
      return sum
    }
    var sum = block.rateSlack * block.timeSlack
    for left in row..<row + kinds where left != without {
      let rate = rates[left]
      var term = block.rateSlack + block.timeSlack * rate * rate
      for right in left + 1..<max(left + 1, row + kinds) where right != without {
        let difference = rate - rates[right]
        term += ratio(right) * difference * difference
      }
      sum += ratio(left) * term
    }
    return sum
  }

  private mutating func addHeld(_ job: Int, _ order: Int) {
    let row = job * kinds
    let block = system.blocks[job]
    let slope = raisesLevel ? slopes[job] : 0
    var timeSum = block.timeSlack
    for left in 0..<kinds {
      let leftRatio = ratio(row + left)
      timeSum += leftRatio
      guard leftRatio > 0 else { continue }
      let scale = sizes[job] * leftRatio / block.determinant
      system.dense[left * order + left] +=
        sizes[job] * scale * determinant(of: job, block, without: row + left)
      for right in left + 1..<max(left + 1, kinds) where ratio(row + right) > 0 {
        let entry =
          scale * sizes[job] * ratio(row + right) * adjugate(row, row + left, row + right, block)
        system.dense[left * order + right] -= entry
        system.dense[right * order + left] -= entry
      }
      var first = -block.timeSlack * rates[row + left]
      for place in row..<row + kinds {
        first += ratio(place) * (rates[place] - rates[row + left])
      }
      system.dense[left * order + kinds] += slope * scale * first
      system.dense[kinds * order + left] += slope * scale * first
    }
    system.dense[order * order - 1] -= slope * slope * timeSum / block.determinant
  }

  /// `v[left]` times the adjugate of the block times `v[right]`.
  private func adjugate(
    _ row: Int, _ left: Int, _ right: Int, _ block: InteriorSystem.Block
  ) -> Double {
    var sum = block.rateSlack + block.timeSlack * rates[left] * rates[right]
    for place in row..<row + kinds {
      sum += ratio(place) * (rates[place] - rates[left]) * (rates[place] - rates[right])
    }
    return sum
  }

  private mutating func addUnheld(_ job: Int, _ order: Int) {
    let row = job * kinds
    let block = system.blocks[job]
    for left in 0..<kinds where ratio(row + left) > 0 {
      let scale = sizes[job] * sizes[job] * ratio(row + left) / block.determinant
      system.dense[left * order + left] +=
        scale * determinant(of: job, block, without: row + left)
      for right in left + 1..<max(left + 1, kinds) {
        let entry = scale * ratio(row + right)
        system.dense[left * order + right] -= entry
        system.dense[right * order + left] -= entry
      }
    }
  }
}
