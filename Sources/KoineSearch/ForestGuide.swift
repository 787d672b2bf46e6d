import KoineStatistics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Proposes candidates of which a random forest, grown on what is known, expects much.
///
/// Each proposal looks at points drawn from the whole space and at neighbours of the best, and takes the
/// one with the least `mean - boldness x deviation`, its boldness drawn anew, so that a batch looks in
/// several places. Source: Hutter, Hoos, Leyton-Brown, "Parallel algorithm configuration", LION 2012.
struct ForestGuide {
  private let space: SearchSpace
  private let seed: UInt64
  /// From best to worst.
  private var known: [Probe] = []
  private var places: [Int: Int] = [:]
  private var forest: RegressionForest?
  /// Fewest candidates that say anything.
  private static let least = 8

  init(_ space: SearchSpace, seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  /// Learns from all candidates so far.
  ///
  /// - Parameter ranked: from best to worst.
  /// - Complexity: O(candidates log candidates x dimensions).
  mutating func learn(_ ranked: [Probe]) {
    if ranked == known { return }
    known = ranked
    places = Dictionary(uniqueKeysWithValues: ranked.enumerated().map { ($1.trial, $0) })
    guard ranked.count >= Self.least else { return }
    forest = RegressionForest(
      ranked.map { space.activePoint($0.point) }, ranked.indices.map(target),
      seed: seed &+ UInt64(ranked.count), splits: .drawn)
  }

  /// What the forest learns of a place: differences between the best count most, and by how much the
  /// worst are bad not at all.
  private func target(_ place: Int) -> Double {
    log((Double(place) + 0.5) / Double(known.count))
  }

  /// Half where a candidate stands and half where the forest expects it: smaller is better.
  ///
  /// - Precondition: it has been learned.
  func standing(of probe: Probe) -> Double {
    let own = target(places[probe.trial]!)
    return (own + (forest?.prediction(at: space.activePoint(probe.point)).mean ?? own)) / 2
  }

  /// A point of which much is expected; `nil` where little is known or nothing new was found.
  ///
  /// - Parameter isNew: of the values at a point.
  func proposal(
    _ random: inout RandomStream, isNew: ([DimensionValue?]) -> Bool
  ) -> [Double]? {
    guard let forest else { return nil }
    let boldness = random.exponential(mean: 1)
    let parents = max(3, known.count / 10)
    var best: (point: [Double], bound: Double)?
    for index in 0..<200 {
      let point =
        index.isMultiple(of: 2)
        ? space.dimensions.map { _ in random.uniform() }
        : neighbour(of: known[random.index(below: parents)].point, &random)
      guard isNew(space.values(at: point)) else { continue }
      let expected = forest.prediction(at: space.activePoint(point))
      let bound = expected.mean - boldness * expected.deviation
      if best.map({ bound < $0.bound }) ?? true { best = (point, bound) }
    }
    return best?.point
  }

  /// What the forest expects at a point: smaller is better.
  func expectation(at point: [Double]) -> Double {
    forest?.prediction(at: space.activePoint(point)).mean ?? 0
  }

  /// The part of the variation that each dimension explains, read from at most so many candidates of all
  /// ranks.
  func importance(of most: Int = 100) -> [Double] {
    let step = max(1, (known.count + most - 1) / most)
    let places = Array(stride(from: 0, to: known.count, by: step))
    return Importance(
      places.map { space.activePoint(known[$0].point) }, places.map(target), seed: seed
    ).parts
  }

  /// How many candidates are known.
  var count: Int { known.count }

  /// One coordinate that counts moved, and others perhaps; choices drawn anew.
  private func neighbour(of point: [Double], _ random: inout RandomStream) -> [Double] {
    let values = space.values(at: point)
    let counting = values.indices.filter { values[$0] != nil }
    guard !counting.isEmpty else { return point }
    var point = point
    let certain = counting[random.index(below: counting.count)]
    for index in counting where index == certain || random.isChosen(probability: 0.2) {
      if case .choice = space.dimensions[index].kind {
        point[index] = random.uniform()
      } else {
        point[index] = mirrored(point[index] + 0.15 * random.normal())
      }
    }
    return point
  }
}
