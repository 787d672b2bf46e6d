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
/// something is known, in part from the neighbourhood of the best: a point of the best third of the
/// highest rung that has three, changed a little, as evolution would. Shares are `1 / reduction^k` for k
/// from `rungs - 1` down to 0.
///
/// In brackets: `reduction^(rungs - 1)` candidates, of which each rung keeps the best `1 / reduction`.
/// Continuous (ASHA): whoever is among the best `1 / reduction` of its rung so far goes on, and while
/// nobody is, new candidates enter; a batch is decided on what is known when it is asked for, whatever
/// the number of threads. Sources: Jamieson and Talwalkar, AISTATS 2016; Li et al., "A system for
/// massively parallel hyperparameter tuning", MLSys 2020.
public final class SuccessiveHalving: Optimiser {
  /// When candidates are promoted.
  public enum Mode: String, Hashable, Sendable { case brackets, continuous }

  private let space: SearchSpace
  private let source: any Optimiser
  private var random: RandomStream
  private let guidance: Double
  private var trials = 0
  private let mode: Mode
  private let reduction: Int
  private let batch: Int
  private var rungs: [Rung]
  private var waiting: [Probe] = []

  private struct Rung {
    let share: Double
    var evaluations: [Evaluation] = []
    var promoted: Set<Int> = []
  }

  /// - Parameters:
  ///   - source: where candidates come from; it is told nothing.
  ///   - guidance: the part of the candidates that come from near the best, from 0 to 1.
  ///   - rungs: how many shares there are, at least 1; the last is 1.
  ///   - reduction: by how much the number of candidates falls and their share grows, at least 2.
  ///   - batch: probes of one batch.
  public init(
    _ source: any Optimiser, _ mode: Mode, on space: SearchSpace, seed: UInt64, rungs: Int = 4,
    reduction: Int = 3, batch: Int = 8, guidance: Double = 0.5
  ) {
    precondition(rungs > 0 && reduction > 1 && batch > 0)
    self.space = space
    self.source = source
    self.guidance = guidance
    random = RandomStream(seed: seed, name: "search.halving")
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
    mode == .continuous ? (0..<batch).map { _ in nextContinuous() } : nextOfBracket()
  }

  public func tell(_ evaluations: [Evaluation]) {
    for evaluation in evaluations {
      let rung = rungs.firstIndex { $0.share == evaluation.probe.share }!
      rungs[rung].evaluations.append(evaluation)
    }
  }

  /// A new candidate at the smallest share.
  private func newcomer() -> Probe {
    trials += 1
    let isGuided = guidance > 0 && random.isChosen(probability: guidance)
    let near = isGuided ? parent().map(changed) : nil
    return Probe(trial: trials - 1, point: near ?? drawn(), share: rungs[0].share)
  }

  private func drawn() -> [Double] {
    if waiting.isEmpty { waiting = source.ask() }
    return waiting.removeFirst().point
  }

  /// One of the best third of the highest rung that has three; `nil` while none has.
  private func parent() -> [Double]? {
    guard let known = rungs.last(where: { $0.evaluations.count >= 3 })?.evaluations else {
      return nil
    }
    let best = ranking(of: known).prefix(known.count / 3)
    return known[best[random.index(below: best.count)]].probe.point
  }

  /// A neighbour: about a third of the coordinates moved, choices drawn anew.
  private func changed(_ point: [Double]) -> [Double] {
    var point = point
    let certain = random.index(below: max(1, point.count))
    for (index, dimension) in space.dimensions.enumerated()
    where index == certain || random.isChosen(probability: 0.3) {
      if case .choice = dimension.kind {
        point[index] = random.uniform()
      } else {
        point[index] = mirrored(point[index] + 0.15 * random.normal())
      }
    }
    return point
  }

  private func nextContinuous() -> Probe {
    for rung in stride(from: rungs.count - 2, through: 0, by: -1) {
      let known = rungs[rung].evaluations
      let best = ranking(of: known).prefix(known.count / reduction)
      if let place = best.first(where: { !rungs[rung].promoted.contains(known[$0].probe.trial) }) {
        return promote(known[place].probe, from: rung)
      }
    }
    return newcomer()
  }

  private func promote(_ probe: Probe, from rung: Int) -> Probe {
    rungs[rung].promoted.insert(probe.trial)
    return Probe(trial: probe.trial, point: probe.point, share: rungs[rung + 1].share)
  }

  /// A whole rung at a time; after the last a new bracket begins.
  private func nextOfBracket() -> [Probe] {
    let counts = rungs.map(\.evaluations.count)
    if let rung = counts.lastIndex(where: { $0 > 0 }), rung + 1 < rungs.count {
      let known = rungs[rung].evaluations
      let kept = ranking(of: known).prefix(max(1, known.count / reduction))
      return kept.map { promote(known[$0].probe, from: rung) }
    }
    for rung in rungs.indices {
      rungs[rung].evaluations = []
      rungs[rung].promoted = []
    }
    let size = Int(pow(Double(reduction), Double(rungs.count - 1)).rounded())
    return (0..<size).map { _ in newcomer() }
  }
}
