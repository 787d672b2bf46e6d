import KoineStatistics

/// Changes one thing at a time of the best that was tried in full.
///
/// A visit tries the other choices of one dimension, or a few other values of a number, in full, as long
/// as some are better than the best so far; the next visit starts from what is best then. What explains
/// most is visited first, choices before numbers, and nothing twice around the same point. Where the
/// best has nothing left to visit, the best with each other choice follows, since two things may have to
/// change at once. Short trials decide the order only: they are too short to tell the good from each
/// other. Sources: Hutter et al., "ParamILS", JAIR 36, 2009; Wright, "Coordinate descent algorithms",
/// Mathematical Programming 151, 2015.
struct CoordinateDescent {
  /// What is to be tried next.
  enum Step {
    /// At the smallest share; nothing else is asked for before the outcomes are known.
    case short([[Double]])
    /// In full.
    case whole([Double])
    /// Nothing is left beside what was tried.
    case none
  }

  /// A dimension, and all values that stay as they are while it is visited.
  private struct Visit: Hashable {
    var dimension: Int
    var others: [DimensionValue?]
  }

  private let space: SearchSpace
  private var visited: Set<Visit> = []
  /// Where a visit waits for short trials, and what is then to be put in order.
  private var present: (centre: [Double], points: [[Double]])?
  /// The rest of the visit.
  private var open: [[Double]] = []
  /// What visits left out, for when nothing else is left.
  private var late: [[Double]] = []
  private var best: [DimensionValue?] = []
  private var failures = 0
  private var importance: [Double] = []
  private var importanceCount = 0
  /// Whole trials without a better one after which a visit ends.
  private static let patience = 5
  /// Alternatives of a visit that are tried in full although the centre did better in short.
  private static let mostWorse = 3

  init(_ space: SearchSpace) { self.space = space }

  /// - Parameters:
  ///   - whole: from best to worst what has been tried in full, at least one.
  ///   - short: what has been tried at the smallest share.
  ///   - tried: the values of what has been or is being tried in full.
  mutating func next(
    whole: [Probe], short: [Evaluation], tried: Set<[DimensionValue?]>, _ guide: ForestGuide,
    _ random: inout RandomStream
  ) -> Step {
    if let present {
      self.present = nil
      arrange(present.points, around: present.centre, short, guide)
    }
    let newBest = space.values(at: whole[0].point)
    if newBest != best { failures = 0 }
    best = newBest
    if let point = nextOpen(tried) { return .whole(point) }
    learnImportance(guide)
    while let (visit, centre) = nextVisit(around: centres(whole), importance) {
      visited.insert(visit)
      let points = alternatives(along: visit.dimension, to: centre, &random)
      if points.count <= 2 {
        open = points
      } else {
        let known = Set(short.map { space.values(at: $0.probe.point) })
        let fresh = ([centre] + points).filter { !known.contains(space.values(at: $0)) }
        present = (centre, points)
        if !fresh.isEmpty { return .short(fresh) }
        present = nil
        arrange(points, around: centre, short, guide)
      }
      if let point = nextOpen(tried) { return .whole(point) }
    }
    late.removeAll { tried.contains(space.values(at: $0)) }
    return late.isEmpty ? .none : .whole(late.removeFirst())
  }

  /// Anew when a quarter more candidates are known: it changes little, and takes longer than all else here.
  private mutating func learnImportance(_ guide: ForestGuide) {
    guard importance.isEmpty || guide.count * 4 >= importanceCount * 5 else { return }
    importanceCount = guide.count
    importance = guide.importance()
    if importance.isEmpty { importance = space.dimensions.map { _ in 0 } }
  }

  private mutating func nextOpen(_ tried: Set<[DimensionValue?]>) -> [Double]? {
    open.removeAll { tried.contains(space.values(at: $0)) }
    if failures >= Self.patience {
      late += open
      open = []
    }
    guard !open.isEmpty else {
      failures = 0
      return nil
    }
    failures += 1
    return open.removeFirst()
  }

  /// The best, and then the best with each choice of the dimensions that have fewest.
  private func centres(_ ranked: [Probe]) -> [[Double]] {
    let points = ranked.map(\.point)
    let values = points.map(space.values)
    var centres = [points[0]]
    let dimensions = space.dimensions.indices.filter { space.dimensions[$0].choices > 0 }
    for dimension in dimensions.sorted(by: {
      (space.dimensions[$0].choices, $0) < (space.dimensions[$1].choices, $1)
    }) {
      var seen: Set<DimensionValue> = []
      for (point, values) in zip(points, values) {
        if let value = values[dimension], seen.insert(value).inserted { centres.append(point) }
      }
    }
    return centres
  }

  private func nextVisit(
    around centres: [[Double]], _ importance: [Double]
  ) -> (visit: Visit, centre: [Double])? {
    for centre in centres {
      let values = space.values(at: centre)
      let visits = values.indices.filter { values[$0] != nil }.map { dimension in
        Visit(dimension: dimension, others: others(than: dimension, values))
      }.filter { !visited.contains($0) }
      let first = visits.min { a, b in
        let isChoice = [a, b].map { space.dimensions[$0.dimension].choices > 0 }
        if isChoice[0] != isChoice[1] { return isChoice[0] }
        return (importance[b.dimension], a.dimension) < (importance[a.dimension], b.dimension)
      }
      if let first { return (first, centre) }
    }
    return nil
  }

  /// The values without that of `dimension` and of what counts with one of its choices only.
  private func others(than dimension: Int, _ values: [DimensionValue?]) -> [DimensionValue?] {
    var values = values
    values[dimension] = nil
    for index in values.indices where space.dimensions[index].condition?.dimension == dimension {
      values[index] = nil
    }
    return values
  }

  /// What does not count at the centre has its usual value where an alternative brings it in.
  private func alternatives(
    along dimension: Int, to centre: [Double], _ random: inout RandomStream
  ) -> [[Double]] {
    let values = space.values(at: centre)
    let base = values.indices.map {
      values[$0] == nil ? space.dimensions[$0].standard : centre[$0]
    }
    let choices = space.dimensions[dimension].choices
    var moves = (0..<choices).map { (Double($0) + 0.5) / Double(choices) }
    if moves.isEmpty {
      moves = [space.dimensions[dimension].standard]
      moves += (0..<2).map { _ in mirrored(centre[dimension] + 0.25 * random.normal()) }
    }
    var seen: Set<[DimensionValue?]> = [values]
    return moves.compactMap { move in
      var point = base
      point[dimension] = move
      return seen.insert(space.values(at: point)).inserted ? point : nil
    }
  }

  /// Puts the alternatives in the order of their short trials and of what the forest expects.
  ///
  /// What did in short as well as the centre, or the same, may be better in full. Of what did worse,
  /// one of each outcome is tried, and not many.
  private mutating func arrange(
    _ points: [[Double]], around centre: [Double], _ short: [Evaluation], _ guide: ForestGuide
  ) {
    let wanted = Set(points.map(space.values))
    let own = space.values(at: centre)
    let ownOutcome = short.first { space.values(at: $0.probe.point) == own }
    var outcomes: [[Evaluation]] = []
    for evaluation in ranking(of: short).map({ short[$0] })
    where wanted.contains(space.values(at: evaluation.probe.point)) {
      if outcomes.last?[0].isLike(evaluation) == true {
        outcomes[outcomes.count - 1].append(evaluation)
      } else {
        outcomes.append([evaluation])
      }
    }
    var worse = 0
    for outcome in outcomes {
      let points = outcome.map(\.probe.point)
        .map { (point: $0, expected: guide.expectation(at: $0)) }
        .enumerated().sorted { ($0.element.expected, $0.offset) < ($1.element.expected, $1.offset) }
        .map(\.element.point)
      guard let ownOutcome, ownOutcome.isBefore(outcome[0]) else {
        open += points
        continue
      }
      worse += 1
      let taken = worse <= Self.mostWorse ? 1 : 0
      open += points.prefix(taken)
      late += points.dropFirst(taken)
    }
  }
}

extension SearchDimension {
  /// How many there are to choose from; 0 for numbers.
  fileprivate var choices: Int {
    if case .choice(let count) = kind { count } else { 0 }
  }
}
