public import KoineLinearPrograms

/// Max-min fairness in which two jobs of the same size may run on the same chips at once.
///
/// Columns of the program are the shares of jobs alone and of pairs, each pair using its chips once.
/// Jobs of the same class, size and weight are interchangeable, and the mean of all ways to exchange
/// them is as good as any: the program therefore has a column per class and pair of classes, not per
/// job, and the members of a class divide what it gets equally.
///
/// Of all allocations with the highest level, the one with the largest sum of normalised rates is taken.
///
/// Source: `MaxMinFairnessPolicyWithPacking` of Gavel.
public struct SpaceSharing: Sendable {
  public var pairs: PairSpeeds

  public init(_ pairs: PairSpeeds) { self.pairs = pairs }

  /// - Parameter classes: The class of each job in the table of pairs.
  /// - Throws: ``LinearProgramFailure``.
  public func allocate(
    _ problem: AllocationProblem, classes: [Int]
  ) throws(LinearProgramFailure) -> Allocation {
    var scene = Scene(problem, classes, pairs)
    return try scene.solve()
  }

  /// Jobs that are interchangeable.
  private struct Group {
    var jobClass: Int
    var members: [Int]
    var size: Double
    /// What a unit of work per second counts.
    var scale: Double
  }

  private struct Column {
    var first: Int
    /// The group itself if a job runs alone.
    var second: Int?
    var kind: Int
    var index: Int
    /// What a unit of the column adds to the sum of all jobs' normalised rates.
    var gain: Double
  }

  private struct Scene: ~Copyable {
    let problem: AllocationProblem
    let pairs: PairSpeeds
    var groups: [Group] = []
    var columns: [Column] = []
    var program = LinearProgram()

    init(_ problem: AllocationProblem, _ classes: [Int], _ pairs: PairSpeeds) {
      self.problem = problem
      self.pairs = pairs
      struct Key: Hashable {
        var jobClass: Int
        var size: Int
        var weight: Double
      }
      var places: [Key: Int] = [:]
      for job in 0..<problem.jobCount where problem.canRun(job) {
        let key = Key(
          jobClass: classes[job], size: problem.accelerators[job], weight: problem.weights[job])
        if let place = places[key] {
          groups[place].members.append(job)
          continue
        }
        places[key] = groups.count
        let size = Double(problem.accelerators[job])
        groups.append(
          Group(
            jobClass: classes[job], members: [job], size: size,
            scale: size
              / (problem.weights[job] * ReferenceShares.proportionalSpeed(problem, job))))
      }
    }

    /// Rows: a capacity per kind, then per group the rate and the time of each member.
    mutating func solve() throws(LinearProgramFailure) -> Allocation {
      for capacity in problem.capacities { program.addRows(1, .atMost(Double(capacity))) }
      let level = program.addColumn(objective: 1, .free)
      for group in groups.indices {
        let row = program.addRows(1, .atLeast(0))
        program.addRows(1, .atMost(1))
        program.setEntries(ofRow: row, [Entry(level, -1)])
        assert(row == rateRow(group))
      }
      for first in groups.indices {
        for kind in 0..<problem.kindCount {
          addAlone(first, kind)
          for second in first..<groups.count { addPair(first, second, kind) }
        }
      }
      try program.solve(.primal)
      // Of all shares with that level, those of the largest sum: the rest of the time is not wasted.
      let highest = program.value(ofColumn: level)
      program.setBounds(ofColumn: level, .exactly(highest - 1e-9 * abs(highest)))
      program.setObjective(ofColumn: level, 0)
      for column in columns { program.setObjective(ofColumn: column.index, column.gain) }
      try program.solve(.primal)
      return allocation()
    }

    private func rateRow(_ group: Int) -> Int { problem.kindCount + 2 * group }
    private func timeRow(_ group: Int) -> Int { problem.kindCount + 2 * group + 1 }

    private mutating func addAlone(_ group: Int, _ kind: Int) {
      let speed = problem.speed(groups[group].members[0], kind)
      guard speed > 0 else { return }
      let members = Double(groups[group].members.count)
      add(
        group, nil, kind,
        [
          Entry(kind, groups[group].size * members),
          Entry(rateRow(group), speed * groups[group].scale), Entry(timeRow(group), 1),
        ])
    }

    /// The column is the time that all pairs of the two groups spend together.
    private mutating func addPair(_ first: Int, _ second: Int, _ kind: Int) {
      let one = groups[first]
      let other = groups[second]
      guard one.size == other.size, one.size <= Double(problem.capacities[kind]),
        pairs.canShare(one.jobClass, other.jobClass, kind)
      else { return }
      let members = Double(one.members.count)
      let speed = pairs[one.jobClass, with: other.jobClass, on: kind] * one.scale
      if first == second {
        guard members > 1 else { return }
        add(
          first, second, kind,
          [
            Entry(kind, one.size), Entry(rateRow(first), 2 * speed / members),
            Entry(timeRow(first), 2 / members),
          ])
        return
      }
      let others = Double(other.members.count)
      let otherSpeed = pairs[other.jobClass, with: one.jobClass, on: kind] * other.scale
      add(
        first, second, kind,
        [
          Entry(kind, one.size), Entry(rateRow(first), speed / members),
          Entry(timeRow(first), 1 / members), Entry(rateRow(second), otherSpeed / others),
          Entry(timeRow(second), 1 / others),
        ])
    }

    private mutating func add(_ first: Int, _ second: Int?, _ kind: Int, _ entries: [Entry]) {
      let index = program.addColumn(.atLeast(0), entries)
      let gain = entries.reduce(0) { sum, entry in
        let place = entry.index - problem.kindCount
        guard place >= 0, place % 2 == 0 else { return sum }
        return sum + entry.value * Double(groups[place / 2].members.count)
      }
      columns.append(
        Column(first: first, second: second, kind: kind, index: index, gain: gain))
    }

    private func allocation() -> Allocation {
      let kinds = problem.kindCount
      var allocation = Allocation(
        shares: [Double](repeating: 0, count: problem.jobCount * kinds), kindCount: kinds)
      for column in columns {
        let value = program.value(ofColumn: column.index)
        guard value > 0 else { continue }
        guard let second = column.second else {
          for job in groups[column.first].members {
            allocation.shares[job * kinds + column.kind] = min(1, value)
          }
          continue
        }
        divide(value, column.first, second, column.kind, &allocation)
      }
      allocation.pairs.sort {
        ($0.first, $0.second, $0.kind) < ($1.first, $1.second, $1.kind)
      }
      return allocation
    }

    /// Divides the time of two groups equally among the pairs of their members.
    private func divide(
      _ value: Double, _ first: Int, _ second: Int, _ kind: Int, _ allocation: inout Allocation
    ) {
      let one = groups[first].members
      let other = groups[second].members
      let count = first == second ? one.count * (one.count - 1) / 2 : one.count * other.count
      let share = min(1, value / Double(count))
      for (place, left) in one.enumerated() {
        for right in first == second ? Array(one[(place + 1)...]) : other {
          allocation.pairs.append(
            PairShare(first: min(left, right), second: max(left, right), kind: kind, share: share))
        }
      }
    }
  }
}
