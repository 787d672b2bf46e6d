extension Evaluation {
  /// Whether it is at least as good in everything and better in something.
  ///
  /// What keeps the constraints dominates what does not; of two that do not, the one that misses them
  /// by less. Source: Deb et al., "NSGA-II", IEEE TEC 6(2), 2002.
  public func dominates(_ other: Evaluation) -> Bool {
    if violation != other.violation { return violation < other.violation }
    if violation > 0 { return false }
    var isBetter = false
    for (own, others) in zip(objectives, other.objectives) {
      if own > others { return false }
      if own < others { isBetter = true }
    }
    return isBetter
  }

  /// Whether nothing tells it from the other but what was tried.
  func isLike(_ other: Evaluation) -> Bool {
    violation == other.violation && objectives == other.objectives
  }

  /// Whether it comes before by constraints and then by the first objective that differs.
  public func isBefore(_ other: Evaluation) -> Bool {
    if violation != other.violation { return violation < other.violation }
    return objectives.lexicographicallyPrecedes(other.objectives)
  }
}

/// Those of `evaluations` that none other dominates, of equal ones the first, by their objectives.
///
/// - Complexity: O(n²).
public func paretoFront(_ evaluations: [Evaluation]) -> [Evaluation] {
  var front: [Evaluation] = []
  for (index, candidate) in evaluations.enumerated() {
    let isBeaten = evaluations.enumerated().contains { place, other in
      other.dominates(candidate)
        || place < index && other.isLike(candidate)
    }
    if !isBeaten { front.append(candidate) }
  }
  return front.sorted { $0.isBefore($1) }
}

/// Indices of `evaluations` from best to worst: by front, in a front by crowding, then in order.
func ranking(of evaluations: [Evaluation]) -> [Int] {
  if evaluations.first?.objectives.count == 1 {
    return evaluations.indices.sorted { a, b in
      let (left, right) = (evaluations[a], evaluations[b])
      if left.violation != right.violation { return left.violation < right.violation }
      if left.objectives[0] != right.objectives[0] {
        return left.objectives[0] < right.objectives[0]
      }
      return a < b
    }
  }
  return fronts(of: evaluations).flatMap { front in
    let crowding = crowdingDistances(of: front.map { evaluations[$0] })
    return front.indices.sorted { (crowding[$1], $0) < (crowding[$0], $1) }.map { front[$0] }
  }
}

/// Indices by front: the first are dominated by nobody, the next only by those before.
///
/// - Complexity: O(n² x objectives).
func fronts(of evaluations: [Evaluation]) -> [[Int]] {
  var beaten = Array(repeating: [Int](), count: evaluations.count)
  var beatenBy = Array(repeating: 0, count: evaluations.count)
  for a in evaluations.indices {
    for b in evaluations.indices where evaluations[a].dominates(evaluations[b]) {
      beaten[a].append(b)
      beatenBy[b] += 1
    }
  }
  var fronts: [[Int]] = []
  var current = evaluations.indices.filter { beatenBy[$0] == 0 }
  while !current.isEmpty {
    fronts.append(current)
    var next: [Int] = []
    for a in current {
      for b in beaten[a] {
        beatenBy[b] -= 1
        if beatenBy[b] == 0 { next.append(b) }
      }
    }
    current = next.sorted()
  }
  return fronts
}

/// How far the neighbours of each are in a front, relative to its extent; infinity at its ends.
func crowdingDistances(of front: [Evaluation]) -> [Double] {
  var distances = Array(repeating: 0.0, count: front.count)
  for objective in 0..<(front.first?.objectives.count ?? 0) {
    let order = front.indices.sorted {
      (front[$0].objectives[objective], $0) < (front[$1].objectives[objective], $1)
    }
    let low = front[order[0]].objectives[objective]
    let extent = front[order.last!].objectives[objective] - low
    distances[order[0]] = .infinity
    distances[order.last!] = .infinity
    if !(extent > 0 && extent < .infinity) { continue }
    for place in 1..<max(order.count - 1, 1) {
      let gap =
        front[order[place + 1]].objectives[objective]
        - front[order[place - 1]].objectives[objective]
      distances[order[place]] += gap / extent
    }
  }
  return distances
}
