import KoineStatistics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Gives every candidate a small share of the effort and the better ones more, so that bad candidates
/// die early.
///
/// Candidates come from another optimiser that needs no outcomes, random or Sobol's points, and, once
/// something is known, most from a random forest that has learned from all of them (``ForestGuide``).
/// Shares are `1 / reduction^k` for k from `rungs - 1` down to 0.
///
/// In brackets: `reduction^(rungs - 1)` candidates, of which each rung keeps the best `1 / reduction`.
/// Continuous (ASHA): 70 % of the effort goes to whole trials and the rest to the smaller shares alike;
/// whenever a rung has had less than that, the best of those below goes on, and else a new candidate
/// enters. Three of four whole trials change one thing of the best (``CoordinateDescent``). A batch is
/// decided on what is known when it is asked for, whatever the number of threads.
/// Sources: Jamieson and Talwalkar, AISTATS 2016; Li et al., "A system for massively parallel
/// hyperparameter tuning", MLSys 2020; guided by a model as in Klein et al., "Model-based asynchronous
/// hyperparameter and neural architecture search", arXiv:2003.10865.
public final class SuccessiveHalving: Optimiser {
  /// When candidates are promoted.
  public enum Mode: String, Hashable, Sendable { case brackets, continuous }

  private let space: SearchSpace
  private let source: any Optimiser
  private var random: RandomStream
  private let guidance: Double
  private var guide: ForestGuide
  private var tried: Set<[DimensionValue?]> = []
  private var trials = 0
  private let mode: Mode
  private let reduction: Int
  private let batch: Int
  private var rungs: [Rung]
  private var waiting: [Probe] = []
  private var descent: CoordinateDescent
  /// Whether the descent has asked for short trials in the present batch.
  private var isDescentWaiting = false
  /// Of whole trials, those that the descent asked for and the others.
  private var descents = 0
  private var climbs = 0
  /// The values of what has been or is being tried in full.
  private var triedWhole: Set<[DimensionValue?]> = []
  /// The part of the effort that goes to whole trials, and the part of these that goes to the descent.
  private static let wholePart = 0.7
  private static let descentPart = 0.75

  /// - Parameters:
  ///   - source: where candidates come from; it is told nothing.
  ///   - guidance: the part of the candidates that the forest proposes once it knows some, from 0 to 1.
  ///   - rungs: how many shares there are, at least 1; the last is 1.
  ///   - reduction: by how much the number of candidates falls and their share grows, at least 2.
  ///   - batch: probes of one batch; in continuous mode its whole trials are at most half as many.
  public init(
    _ source: any Optimiser, _ mode: Mode, on space: SearchSpace, seed: UInt64, rungs: Int = 4,
    reduction: Int = 3, batch: Int = 8, guidance: Double = 0.75
  ) {
    precondition(rungs > 0 && reduction > 1 && batch > 0)
    self.space = space
    self.source = source
    self.guidance = guidance
    random = RandomStream(seed: seed, name: "search.halving")
    guide = ForestGuide(space, seed: seed)
    descent = CoordinateDescent(space)
    self.mode = mode
    self.reduction = reduction
    self.batch = batch
    self.rungs = (0..<rungs).map { rung in
      Rung(share: 1 / pow(Double(reduction), Double(rungs - 1 - rung)))
    }
  }

  /// The shares, from the smallest to 1.
  public var shares: [Double] { rungs.map(\.share) }

  public func ask() -> [Probe] {
    guide.learn(standings(of: rungs.map(\.evaluations)))
    isDescentWaiting = false
    return mode == .brackets ? nextOfBracket() : nextContinuous()
  }

  public func tell(_ evaluations: [Evaluation]) {
    for evaluation in evaluations {
      let rung = rungs.firstIndex { $0.share == evaluation.probe.share }!
      rungs[rung].evaluations.append(evaluation)
    }
  }

  /// A new candidate at the smallest share: what the source was asked for first, then mostly what the
  /// forest expects much of.
  private func newcomer() -> Probe {
    let isGuided = waiting.isEmpty && random.isChosen(probability: guidance)
    let guided = isGuided ? guide.proposal(&random) { !tried.contains($0) } : nil
    return entry(of: guided ?? drawn(), share: rungs[0].share)
  }

  private func entry(of point: [Double], share: Double) -> Probe {
    tried.insert(space.values(at: point))
    if share == 1 { triedWhole.insert(space.values(at: point)) }
    trials += 1
    return Probe(trial: trials - 1, point: point, share: share)
  }

  private func drawn() -> [Double] {
    if waiting.isEmpty { waiting = source.ask() }
    return waiting.removeFirst().point
  }

  private func nextContinuous() -> [Probe] {
    var efforts = rungs.map { $0.share * Double($0.evaluations.count) }
    var probes: [Probe] = []
    var effort = 0.0
    while probes.isEmpty || probes.count < batch && effort < Double(batch) / 2 && !isDescentWaiting
    {
      var next = promotion(efforts)
      if next.isEmpty { next = [newcomer()] }
      for probe in next {
        efforts[rungs.firstIndex { $0.share == probe.share }!] += probe.share
        effort += probe.share
      }
      probes += next
    }
    return probes
  }

  /// Whoever goes on to the highest rung that one more probe would not lift above its part of the effort;
  /// nobody if all have had theirs or nobody is to go on.
  private func promotion(_ efforts: [Double]) -> [Probe] {
    let total = efforts.reduce(0, +)
    let last = rungs.count - 1
    guard total > 0 else { return [] }
    for rung in rungs.indices.reversed() where rung > 0 || last == 0 {
      let part = rung == last ? Self.wholePart : (1 - Self.wholePart) / Double(last)
      let share = rungs[rung].share
      if last > 0, efforts[rung] + share > part * (total + share) + 1e-9 { continue }
      if rung == last, Double(descents) < Self.descentPart * Double(descents + climbs) {
        let probes = besideTheBest()
        if !probes.isEmpty { return probes }
      }
      if rung == 0 {
        climbs += 1
      } else if let probe = candidate(below: rung) {
        return [promote(probe, from: rung - 1)]
      }
    }
    return []
  }

  /// What the descent asks for.
  private func besideTheBest() -> [Probe] {
    let whole = rungs[rungs.count - 1].evaluations
    guard !whole.isEmpty else { return [] }
    let step = descent.next(
      whole: ranking(of: whole).map { whole[$0].probe }, short: rungs[0].evaluations,
      tried: triedWhole, guide, &random)
    switch step {
    case .none: return []
    case .short(let points):
      isDescentWaiting = true
      return points.map { entry(of: $0, share: rungs[0].share) }
    case .whole(let point):
      descents += 1
      let values = space.values(at: point)
      guard
        let known = rungs[0].evaluations.first(where: {
          space.values(at: $0.probe.point) == values
        })
      else { return [entry(of: point, share: 1)] }
      rungs[0].promoted.insert(known.probe.trial)
      triedWhole.insert(values)
      return [Probe(trial: known.probe.trial, point: point, share: 1)]
    }
  }

  /// Whom of the rung below to promote: of the better half of the outcomes one that nobody has who has been
  /// promoted, since policies that did exactly the same are likely to do so again. Half of what decides
  /// is the outcome and half what the forest expects, which knows that neighbours were lucky.
  private func candidate(below rung: Int) -> Probe? {
    let below = rungs[rung - 1]
    guard below.evaluations.count >= 2 * (below.promoted.count + 1) else { return nil }
    var outcomes: [[Double]] = []
    for place in ranking(of: below.evaluations)
    where outcomes.last != below.evaluations[place].objectives {
      outcomes.append(below.evaluations[place].objectives)
    }
    var open = Set(outcomes.prefix((outcomes.count + 1) / 2))
    let areFew = outcomes.count < 4
    for evaluation in below.evaluations
    where below.promoted.contains(evaluation.probe.trial) && !areFew {
      open.remove(evaluation.objectives)
    }
    let probes = below.evaluations.filter {
      open.contains($0.objectives) && !below.promoted.contains($0.probe.trial)
        && !triedWhole.contains(space.values(at: $0.probe.point))
    }.map(\.probe)
    return probes.min {
      (guide.standing(of: $0), $0.trial) < (guide.standing(of: $1), $1.trial)
    }
  }

  private func promote(_ probe: Probe, from rung: Int) -> Probe {
    rungs[rung].promoted.insert(probe.trial)
    if rung + 2 == rungs.count {
      climbs += 1
      triedWhole.insert(space.values(at: probe.point))
    }
    return Probe(trial: probe.trial, point: probe.point, share: rungs[rung + 1].share)
  }

  /// A whole rung at a time; after the last a new bracket begins.
  private func nextOfBracket() -> [Probe] {
    if let rung = rungs.lastIndex(where: { !$0.ofBracket.isEmpty }), rung + 1 < rungs.count {
      let known = Array(rungs[rung].ofBracket)
      let kept = ranking(of: known).prefix(max(1, known.count / reduction))
      return kept.map { promote(known[$0].probe, from: rung) }
    }
    for rung in rungs.indices { rungs[rung].bracketStart = rungs[rung].evaluations.count }
    let size = Int(pow(Double(reduction), Double(rungs.count - 1)).rounded())
    return (0..<size).map { _ in newcomer() }
  }
}

/// What is known at one share.
private struct Rung {
  let share: Double
  var evaluations: [Evaluation] = []
  var promoted: Set<Int> = []
  /// Where the evaluations of the present bracket begin.
  var bracketStart = 0

  var ofBracket: ArraySlice<Evaluation> { evaluations[bracketStart...] }
}

/// All candidates from best to worst by what is known of each at the highest share that it has had.
///
/// Those that were promoted share out among themselves the places that they had below: there is no need to
/// compare values at different shares.
func standings(of rungs: [[Evaluation]]) -> [Probe] {
  var order: [Probe] = []
  for rung in rungs {
    var seen: Set<Int> = []
    let ranked = ranking(of: rung).map { rung[$0].probe }.filter { seen.insert($0.trial).inserted }
    let places = order.indices.filter { seen.contains(order[$0].trial) }
    let before = Set(order.map(\.trial))
    for (place, probe) in zip(places, ranked.filter { before.contains($0.trial) }) {
      order[place] = probe
    }
    var place = 0
    for probe in ranked {
      if before.contains(probe.trial) {
        place = order.firstIndex(of: probe)! + 1
      } else {
        order.insert(probe, at: place)
        place += 1
      }
    }
  }
  return order
}
