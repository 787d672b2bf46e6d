import KoineStatistics

/// Gandiva's way to pack: while more accelerators are asked for than there are, jobs of one size are
/// paired at random, and a pair that turns out not to pay is parted again.
///
/// All that may run, jobs and pairs alike, get equal parts of the time of every kind. Jobs of whose speeds
/// as a pair nothing is known are not paired and take turns.
///
/// Source: Xiao et al., "Gandiva", OSDI 2018, as `GandivaPolicy` of Gavel has it: a pair pays when its
/// normalised speeds add up to 1 at least, summed over all kinds.
struct RandomPairs: Sendable {
  private let pairs: PairSpeeds
  private var random: PythonRandomStream
  /// By name of a job: that of its partner, or `nil` for one that found none.
  private var partners: [Int: Int?] = [:]

  /// - Parameter seed: Of the random pairing.
  init(_ pairs: PairSpeeds, seed: UInt64) {
    self.pairs = pairs
    random = PythonRandomStream(seed: seed)
  }

  /// - Parameter classes: The class of each job in the table of pairs.
  mutating func allocate(_ problem: AllocationProblem, classes: [Int]) -> Allocation {
    partWhatDoesNotPay(problem, classes)
    let isCrowded =
      problem.accelerators.reduce(0, +) > problem.capacities.reduce(0, +)
    if isCrowded { pair(problem, classes) }
    var running: [(job: Int, other: Int?)] = []
    let places = Self.places(problem)
    for job in 0..<problem.jobCount {
      let partner = isCrowded ? partners[problem.names[job]] ?? nil : nil
      guard let other = partner.flatMap({ places[$0] }) else {
        running.append((job, nil))
        continue
      }
      if job < other { running.append((job, other)) }
    }
    return Self.equalParts(of: problem, among: running)
  }

  private static func places(_ problem: AllocationProblem) -> [Int: Int] {
    var places: [Int: Int] = [:]
    for (job, name) in problem.names.enumerated() { places[name] = job }
    return places
  }

  /// Frees whoever has lost a partner, found none, or is slowed down too much by one.
  private mutating func partWhatDoesNotPay(_ problem: AllocationProblem, _ classes: [Int]) {
    let places = Self.places(problem)
    for name in partners.keys.sorted() {
      guard let entry = partners[name] else { continue }
      let job = places[name]
      let other = entry.flatMap { places[$0] }
      if let job, let other, gain(of: job, other, problem, classes) >= 1 { continue }
      partners[name] = nil
      if let entry { partners[entry] = nil }
    }
  }

  private func gain(
    of job: Int, _ other: Int, _ problem: AllocationProblem, _ classes: [Int]
  ) -> Double {
    var sum = 0.0
    for kind in 0..<problem.kindCount {
      guard pairs.canShare(classes[job], classes[other], kind) else { return 0 }
      for (one, beside) in [(job, other), (other, job)] where problem.speed(one, kind) > 0 {
        sum +=
          pairs[classes[one], with: classes[beside], on: kind] / problem.speed(one, kind)
      }
    }
    return sum
  }

  /// Draws two of those that are free, as often as there were any at the beginning; two of unlike size,
  /// or that nobody has measured together, stay free.
  private mutating func pair(_ problem: AllocationProblem, _ classes: [Int]) {
    var free = (0..<problem.jobCount).filter { partners[problem.names[$0]] == nil }
    var draws = free.count
    while free.count > 1 && draws > 0 {
      draws -= 1
      let (one, other) = drawTwo(of: free)
      guard problem.accelerators[one] == problem.accelerators[other],
        pairs.isKnown(classes[one], classes[other])
      else { continue }
      free.removeAll { $0 == one || $0 == other }
      partners[problem.names[one]] = .some(problem.names[other])
      partners[problem.names[other]] = .some(problem.names[one])
    }
    for job in free { partners[problem.names[job]] = .some(nil) }
  }

  /// As Python's `sample` draws two: from a list that shrinks if it is short, and otherwise again until
  /// the second is another.
  private mutating func drawTwo(of list: [Int]) -> (Int, Int) {
    let first = random.index(below: list.count)
    if list.count <= 21 {
      let second = random.index(below: list.count - 1)
      return (list[first], list[second == first ? list.count - 1 : second])
    }
    var second = random.index(below: list.count)
    while second == first { second = random.index(below: list.count) }
    return (list[first], list[second])
  }

  private static func equalParts(
    of problem: AllocationProblem, among running: [(job: Int, other: Int?)]
  ) -> Allocation {
    var allocation = Allocation(
      shares: [Double](repeating: 0, count: problem.jobCount * problem.kindCount),
      kindCount: problem.kindCount)
    for (job, other) in running {
      let size = Double(problem.accelerators[job])
      let parts = problem.capacities.map { Double($0) / Double(running.count) / size }
      let whole = max(1, parts.reduce(0, +))
      for (kind, part) in parts.enumerated() {
        if let other {
          allocation.pairs.append(
            PairShare(first: job, second: other, kind: kind, share: part / whole))
        } else {
          allocation.shares[job * problem.kindCount + kind] = part / whole
        }
      }
    }
    return allocation
  }
}
