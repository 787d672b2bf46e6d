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
/// Continuous (ASHA): half of the effort goes to whole trials and the rest to the smaller shares alike;
/// whenever a rung has had less than that, the best of those below goes on, and else a new candidate
/// enters. A batch is decided on what is known when it is asked for, whatever the number of threads.
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
    let point = guided ?? drawn()
    tried.insert(space.values(at: point))
    trials += 1
    return Probe(trial: trials - 1, point: point, share: rungs[0].share)
  }

  private func drawn() -> [Double] {
    if waiting.isEmpty { waiting = source.ask() }
    return waiting.removeFirst().point
  }

  private func nextContinuous() -> [Probe] {
    var efforts = rungs.map { $0.share * Double($0.evaluations.count) }
    var probes: [Probe] = []
    var effort = 0.0
    while probes.isEmpty || probes.count < batch && effort < Double(batch) / 2 {
      let probe = promotion(efforts) ?? newcomer()
      efforts[rungs.firstIndex { $0.share == probe.share }!] += probe.share
      effort += probe.share
      probes.append(probe)
    }
    return probes
  }

  /// Whoever goes on to the highest rung that one more probe would not lift above its part of the effort;
  /// `nil` if all have had theirs or nobody is to go on.
  private func promotion(_ efforts: [Double]) -> Probe? {
    let total = efforts.reduce(0, +)
    guard total > 0 else { return nil }
    for rung in rungs.indices.dropFirst().reversed() {
      let part = rung == rungs.count - 1 ? 0.5 : 0.5 / Double(rungs.count - 1)
      let share = rungs[rung].share
      if efforts[rung] + share > part * (total + share) + 1e-9 { continue }
      if let probe = candidate(below: rung) { return promote(probe, from: rung - 1) }
    }
    return nil
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
    }.map(\.probe)
    return probes.min {
      (guide.standing(of: $0), $0.trial) < (guide.standing(of: $1), $1.trial)
    }
  }

  private func promote(_ probe: Probe, from rung: Int) -> Probe {
    rungs[rung].promoted.insert(probe.trial)
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
    let ranked = ranking(of: rung).map { rung[$0].probe }
    let members = Set(ranked.map(\.trial))
    let places = order.indices.filter { members.contains(order[$0].trial) }
    if order.isEmpty { order = ranked }
    for (place, probe) in zip(places, ranked) { order[place] = probe }
  }
  return order
}
