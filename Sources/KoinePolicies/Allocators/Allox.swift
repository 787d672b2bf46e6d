public import KoineLinearPrograms

/// Has the sum of all completion times as small as it can be, by matching jobs to places in the queues
/// of the chips.
///
/// A job that is k-th from the end of a chip's queue delays k jobs, itself among them: it costs k times
/// its time there. The cheapest matching of jobs and (chip, k) is the best schedule without preemption
/// of what is here now. Who comes first in a queue gets the chip until it ends; the others are matched
/// afresh next time.
///
/// For jobs on one accelerator only, as the original: larger ones get nothing.
///
/// Source: Le et al., "AlloX", EuroSys 2020, as in `allox.py` of Gavel.
public struct Allox: Allocator {
  /// The part of the waiting jobs, by arrival, that is matched; at least as many as there are free chips.
  public var alpha: Double

  /// - Parameter alpha: From 0 to 1.
  public init(alpha: Double = 1) { self.alpha = alpha }

  /// An allocation in which nobody holds a chip yet.
  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    allocate(problem, held: [Int?](repeating: nil, count: problem.jobCount))
  }

  /// - Parameter held: The kind of which each job holds a chip until it ends.
  public func allocate(_ problem: AllocationProblem, held: [Int?]) -> Allocation {
    let kinds = problem.kindCount
    var shares = [Double](repeating: 0, count: problem.jobCount * kinds)
    var free = problem.capacities
    for (job, kind) in held.enumerated() {
      guard let kind else { continue }
      shares[job * kinds + kind] = 1
      free[kind] -= 1
    }
    var waiting = (0..<problem.jobCount).filter {
      held[$0] == nil && problem.accelerators[$0] == 1 && problem.canRun($0)
    }
    waiting.sort { (problem.elapsed_s[$1], $0) < (problem.elapsed_s[$0], $1) }
    let chips = free.reduce(0, +)
    waiting = Array(waiting.prefix(max(Int(alpha * Double(waiting.count)), chips)))
    for (job, kind) in firsts(of: waiting, free, problem) { shares[job * kinds + kind] = 1 }
    return Allocation(shares: shares, kindCount: kinds)
  }

  /// The jobs that come first in some queue, with the kind.
  private func firsts(
    of waiting: [Int], _ free: [Int], _ problem: AllocationProblem
  ) -> [(job: Int, kind: Int)] {
    // Columns: for each kind, places from the end of its queues, as many of each as there are chips.
    var columns: [(kind: Int, place: Int)] = []
    for (kind, count) in free.enumerated() where count > 0 {
      for index in 0..<max(count, waiting.count) { columns.append((kind, index / count + 1)) }
    }
    guard !waiting.isEmpty, !columns.isEmpty else { return [] }
    var costs: [Double] = []
    costs.reserveCapacity(waiting.count * columns.count)
    for job in waiting {
      for (kind, place) in columns {
        // Gavel's figure for what does not run: so slow that it comes last.
        let speed = max(problem.speed(job, kind), 1e-10)
        costs.append(Double(place) * problem.remaining[job] / speed)
      }
    }
    let matched = leastCostAssignment(
      costs: costs, rows: waiting.count, columns: columns.count)
    return free.indices.flatMap { kind in
      // Of a kind's chips, each takes one of the jobs farthest from the end of a queue.
      let queue = waiting.indices.filter {
        columns[matched[$0]].kind == kind && problem.speed(waiting[$0], kind) > 0
      }
      let order = queue.sorted {
        (-columns[matched[$0]].place, $0) < (-columns[matched[$1]].place, $1)
      }
      return order.prefix(max(0, free[kind])).map { (waiting[$0], kind) }
    }
  }
}
