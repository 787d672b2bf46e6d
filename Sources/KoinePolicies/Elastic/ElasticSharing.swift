import HeapModule
import KoineEngine
import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A job as elastic policies see it.
struct ElasticCandidate {
  /// Numbers of accelerators that it may have, ascending.
  var sizes: [Int32]
  /// By kind of chip and size, work per second; 0 where it cannot run. Larger sizes may be slower.
  var speeds: [[Double]]
  /// Speed that counts as 1: that on an equal part of the cluster.
  var fair: Double
  /// What it is entitled to beside the others; positive.
  var weight: Double
  /// Where it runs now.
  var current: ElasticChoice?
  /// What is left of its speed if it is stopped for another size, 0...1.
  var restartFactor: Double

  func speed(_ choice: ElasticChoice) -> Double { speeds[choice.kind][choice.size] }
}

/// A kind of chips and the index of a size.
struct ElasticChoice: Hashable {
  var kind: Int
  var size: Int
}

/// How an elastic policy values what a job gets.
enum ElasticGoal {
  /// Equal accelerators by weight.
  case proportional
  /// The harmonic mean of speed-ups over an equal part of the cluster.
  case speedups

  /// A sum of these over all jobs is what is maximised; concave in accelerators where the speed is.
  func value(of candidate: ElasticCandidate, at choice: ElasticChoice) -> Double {
    switch self {
    case .proportional:
      candidate.weight * log(Double(candidate.sizes[choice.size]))
    case .speedups: -candidate.fair / max(candidate.speed(choice), 1e-300)
    }
  }
}

/// Divides the accelerators of each kind among jobs that can grow and shrink.
///
/// Jobs get their least size in their order, while there is room. Then whoever gains most per
/// accelerator from some larger size gets it, until nobody gains or nothing is left. For one kind of
/// chips, sizes without gaps and speeds with falling gains that is the optimum: greedy steps solve a
/// separable concave problem exactly (Gross 1956; Ibaraki and Katoh, "Resource Allocation Problems",
/// 1988, section 4.2). Otherwise it is a heuristic.
struct ElasticSharing {
  let goal: ElasticGoal
  private(set) var free: [Int]
  private(set) var choices: [ElasticChoice?]
  private let candidates: [ElasticCandidate]
  private let capacities: [Int]
  /// By kind: weights of the jobs on it.
  private var weights: [Double]

  /// - Parameters:
  ///   - candidates: in the order in which they get their least size.
  ///   - capacities: accelerators of each kind.
  ///   - keepsCurrent: whether running jobs stay as they are and only others get anything.
  /// - Complexity: O(jobs x kinds + steps x (log jobs + sizes)).
  init(
    _ candidates: [ElasticCandidate], capacities: [Int], goal: ElasticGoal,
    keepsCurrent: Bool = false
  ) {
    self.goal = goal
    self.candidates = candidates
    self.capacities = capacities
    free = capacities
    weights = capacities.map { _ in 0 }
    choices = Array(repeating: nil, count: candidates.count)
    if keepsCurrent { keep() }
    let fixed = choices.map { $0 != nil }
    for index in candidates.indices where !fixed[index] { begin(index) }
    grow(candidates.indices.filter { !fixed[$0] && choices[$0] != nil })
  }

  private mutating func keep() {
    for (index, candidate) in candidates.enumerated() {
      guard let current = candidate.current else { continue }
      choices[index] = current
      free[current.kind] -= Int(candidate.sizes[current.size])
      weights[current.kind] += candidate.weight
    }
  }

  /// The least size, on the kind where a part by weight of what is there is worth most.
  ///
  /// A job leaves the kind on which it runs only for one that is worth ``worthMoving`` times as much.
  private mutating func begin(_ index: Int) {
    let candidate = candidates[index]
    var best: (choice: ElasticChoice, speed: Double, free: Int)?
    for kind in free.indices {
      guard let size = candidate.sizes.indices.first(where: { candidate.speeds[kind][$0] > 0 }),
        Int(candidate.sizes[size]) <= free[kind]
      else { continue }
      let share = Double(capacities[kind]) * candidate.weight / (weights[kind] + candidate.weight)
      let reached = candidate.sizes.indices.last { Double(candidate.sizes[$0]) <= share } ?? size
      let favour = kind == candidate.current?.kind ? Self.worthMoving : 1
      let speed = favour * candidate.speeds[kind][max(size, reached)]
      if let best, (best.speed, best.free) >= (speed, free[kind]) { continue }
      best = (ElasticChoice(kind: kind, size: size), speed, free[kind])
    }
    guard let (choice, _, _) = best else { return }
    choices[index] = choice
    free[choice.kind] -= Int(candidate.sizes[choice.size])
    weights[choice.kind] += candidate.weight
  }

  private static let worthMoving = 1.25

  private mutating func grow(_ growing: [Int]) {
    var steps = Heap<Step>()
    for index in growing { if let step = bestStep(of: index) { steps.insert(step) } }
    while let step = steps.popMax() {
      let candidate = candidates[step.index]
      let choice = choices[step.index]!
      let more = Int(candidate.sizes[step.size] - candidate.sizes[choice.size])
      if more <= free[choice.kind] {
        free[choice.kind] -= more
        choices[step.index]!.size = step.size
      }
      // Where the step was too large by now, a smaller one may do.
      if let next = bestStep(of: step.index) { steps.insert(next) }
    }
  }

  /// The larger size with the most gain per accelerator, of those for which there is room.
  private func bestStep(of index: Int) -> Step? {
    let candidate = candidates[index]
    let choice = choices[index]!
    let value = goal.value(of: candidate, at: choice)
    var best: Step?
    for size in candidate.sizes.indices.dropFirst(choice.size + 1) {
      let more = Int(candidate.sizes[size] - candidate.sizes[choice.size])
      if more > free[choice.kind] { break }
      let larger = ElasticChoice(kind: choice.kind, size: size)
      if candidate.speed(larger) <= 0 { continue }
      let gain = (goal.value(of: candidate, at: larger) - value) / Double(more)
      if gain > max(0, best?.gain ?? 0) { best = Step(gain: gain, index: index, size: size) }
    }
    return best
  }

  /// Harmonic mean of the speed-ups of all jobs that got something, with what restarting costs.
  var fitness: Double {
    var sum = 0.0
    var count = 0
    for (candidate, choice) in zip(candidates, choices) {
      guard let choice else { continue }
      let isMoved = candidate.current != nil && candidate.current != choice
      let speed = candidate.speed(choice) * (isMoved ? candidate.restartFactor : 1)
      sum += candidate.fair / max(speed, 1e-300)
      count += 1
    }
    return count == 0 ? 0 : Double(count) / sum
  }

  private struct Step: Comparable {
    var gain: Double
    var index: Int
    var size: Int

    /// Of equal gains, the job that comes first is the larger one.
    static func < (a: Step, b: Step) -> Bool {
      a.gain != b.gain ? a.gain < b.gain : a.index > b.index
    }
  }
}
