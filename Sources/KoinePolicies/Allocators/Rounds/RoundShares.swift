import HeapModule

/// Turns shares of time into rounds: who runs on which kind of chips in the next one.
///
/// A job that should have a share of a kind and has had little time on it comes first: its priority is
/// its share over the time that it has run there since the shares were last set. Ties go to whoever is
/// owed most time from earlier shares, then to the larger share, then to who arrived first. Nothing
/// stays idle that some job could use: jobs without a share come last.
///
/// Candidates are jobs and, with space sharing, pairs of jobs, in the order of their arrival.
///
/// Source: `_update_priorities`, `_reset_time_run_so_far` and `_schedule_jobs_on_workers_helper` of
/// Gavel's `scheduler.py`.
public struct RoundShares: Sendable {
  /// What may run: a job, or two jobs on the same chips.
  public struct Candidate: Sendable, Equatable {
    public var first: Int
    public var second: Int?

    /// Whether `name` is the candidate or half of it.
    public func has(_ name: Int) -> Bool { first == name || second == name }
  }

  /// Who runs where in a round.
  public struct Choice: Sendable, Equatable {
    /// Position among the candidates.
    public var candidate: Int
    public var kind: Int
    /// Whether the candidate was there when shares were last set. Gavel keeps the accelerators of
    /// those that were not for them, empty, until shares are set again.
    public var hasShares: Bool
  }

  public let kinds: Int
  /// Length of a round. Half of it counts as run before the first.
  public let quantum_s: Double
  public private(set) var candidates: [Candidate] = []
  /// Candidate by candidate, one figure per kind.
  private var run_s: [Double] = []
  private var owed_s: [Double] = []
  private var shares: [Double] = []
  private var hasShares: [Bool] = []
  /// By name: the place of its job among the candidates. A candidate whose job is elsewhere, or a pair that
  /// stands before one of its two, is left over from one that has left.
  private var places: [Int: Int] = [:]
  /// Whether jobs have left since the last sweep.
  private var hasLeft = false
  /// When the shares were last set; `nil` before.
  public private(set) var setAt_s: Double?

  public init(kinds: Int, quantum_s: Double = 360) {
    self.kinds = kinds
    self.quantum_s = quantum_s
  }

  /// Adds a job that has arrived and, for each partner, the pair of both. It has no share until shares
  /// are set again.
  ///
  /// It must not be here. That it was here before does no harm.
  public mutating func add(_ name: Int, partners: [Int] = []) {
    precondition(places[name] == nil, "a job is here once")
    places[name] = candidates.count
    append(Candidate(first: name, second: nil), run_s: quantum_s / 2)
    for partner in partners {
      append(Candidate(first: min(name, partner), second: max(name, partner)), run_s: 0)
    }
  }

  private mutating func append(_ candidate: Candidate, run_s time_s: Double) {
    candidates.append(candidate)
    hasShares.append(false)
    for _ in 0..<kinds {
      run_s.append(time_s)
      owed_s.append(0)
      shares.append(0)
    }
  }

  /// Removes a job that has ended, and the pairs that it was in.
  ///
  /// - Complexity: O(candidates x kinds).
  public mutating func remove(_ name: Int) {
    leave(name)
    sweep()
  }

  /// Notes that a job has ended: from the next sweep on, it and its pairs are no candidates any more.
  ///
  /// - Complexity: O(1).
  mutating func leave(_ name: Int) {
    if places.removeValue(forKey: name) != nil { hasLeft = true }
  }

  /// Drops the candidates whose jobs have left.
  ///
  /// - Complexity: O(1) if none has left since the last time, else O(candidates x kinds).
  mutating func sweep() {
    if !hasLeft { return }
    hasLeft = false
    var kept = 0
    for index in candidates.indices where isHere(index) {
      if candidates[index].second == nil { places[candidates[index].first] = kept }
      if kept != index {
        candidates[kept] = candidates[index]
        hasShares[kept] = hasShares[index]
        for kind in 0..<kinds {
          run_s[kept * kinds + kind] = run_s[index * kinds + kind]
          owed_s[kept * kinds + kind] = owed_s[index * kinds + kind]
          shares[kept * kinds + kind] = shares[index * kinds + kind]
        }
      }
      kept += 1
    }
    candidates.removeSubrange(kept...)
    hasShares.removeSubrange(kept...)
    run_s.removeSubrange((kept * kinds)...)
    owed_s.removeSubrange((kept * kinds)...)
    shares.removeSubrange((kept * kinds)...)
  }

  /// Whether the candidate's jobs are those that were here when it was added.
  private func isHere(_ index: Int) -> Bool {
    let candidate = candidates[index]
    guard let second = candidate.second else { return places[candidate.first] == index }
    guard let one = places[candidate.first], let other = places[second] else { return false }
    return max(one, other) < index
  }

  /// Whether a job has been added and not removed.
  ///
  /// - Complexity: O(1).
  public func contains(_ name: Int) -> Bool { places[name] != nil }

  /// The share of a kind that a job was last given; 0 for one that was not there.
  public func share(of name: Int, on kind: Int) -> Double {
    guard let index = places[name] else { return 0 }
    return shares[index * kinds + kind]
  }

  /// Notes that a candidate has run on a kind.
  public mutating func record(_ candidate: Int, on kind: Int, seconds: Double) {
    run_s[candidate * kinds + kind] += seconds
  }

  /// Sets new shares: what the old ones promised and rounds did not give is owed.
  ///
  /// - Parameters:
  ///   - allocation: Of a problem with the jobs in `names`; others get no share.
  ///   - since_s: Since when the old shares held; the last setting if not given.
  public mutating func set(
    _ allocation: Allocation, names: [Int], at now_s: Double, since_s: Double? = nil
  ) {
    sweep()
    let elapsed_s = now_s - (since_s ?? setAt_s ?? 0)
    for place in shares.indices {
      let had_s = run_s[place] - quantum_s / 2
      owed_s[place] += shares[place] * elapsed_s - had_s
      run_s[place] = quantum_s / 2
      shares[place] = 0
    }
    setAt_s = now_s
    let present = Set(names)
    for (index, candidate) in candidates.enumerated() {
      hasShares[index] =
        present.contains(candidate.first) && candidate.second.map(present.contains) ?? true
    }
    for (job, name) in names.enumerated() {
      guard let index = places[name] else { continue }
      for kind in 0..<kinds { shares[index * kinds + kind] = allocation.share(job, kind) }
    }
    if allocation.pairs.isEmpty { return }
    var placeOf: [Candidate: Int] = [:]
    for (index, candidate) in candidates.enumerated() { placeOf[candidate] = index }
    for pair in allocation.pairs {
      let left = min(names[pair.first], names[pair.second])
      let right = max(names[pair.first], names[pair.second])
      guard let index = placeOf[Candidate(first: left, second: right)] else { continue }
      shares[index * kinds + pair.kind] = pair.share
    }
  }

  /// The candidates of the next round, kind by kind in the given order.
  ///
  /// - Parameters:
  ///   - order: The kinds, the one to fill first in front.
  ///   - capacities: Accelerators of each kind.
  ///   - size: Accelerators that a candidate needs.
  ///   - runs: Whether a candidate gets anything done on a kind.
  /// - Complexity: O(kinds x (candidates + those looked at x log candidates)): most pairs are not.
  public func choose(
    order: [Int], capacities: [Int], size: (Candidate) -> Int, runs: (Candidate, Int) -> Bool
  ) -> [Choice] {
    assert(!hasLeft, "jobs have left since the last sweep")
    var left = capacities
    var busy: Set<Int> = []
    var choices: [Choice] = []
    let jobs = candidates.count { $0.second == nil }
    for kind in order where busy.count < jobs {
      var ranks = ranked(kind)
      while left[kind] > 0, busy.count < jobs, let index = ranks.popMax()?.index {
        let candidate = candidates[index]
        guard !busy.contains(candidate.first), candidate.second.map({ !busy.contains($0) }) ?? true,
          runs(candidate, kind)
        else { continue }
        let needed = size(candidate)
        guard needed <= left[kind] else { continue }
        left[kind] -= needed
        busy.insert(candidate.first)
        if let second = candidate.second { busy.insert(second) }
        choices.append(Choice(candidate: index, kind: kind, hasShares: hasShares[index]))
      }
    }
    return choices
  }

  /// Candidates, of which a kind takes the highest first.
  private func ranked(_ kind: Int) -> Heap<Rank> {
    Heap(
      candidates.indices.map { index in
        let place = index * kinds + kind
        let share = shares[place]
        return Rank(
          priority: share == 0 ? 0 : run_s[place] > 0 ? share / run_s[place] : share * 1e9,
          owed_s: owed_s[place], share: share, index: index)
      })
  }

  private struct Rank: Comparable {
    var priority: Double
    var owed_s: Double
    var share: Double
    var index: Int

    static func < (a: Rank, b: Rank) -> Bool {
      (a.priority, a.owed_s, a.share, b.index) < (b.priority, b.owed_s, b.share, a.index)
    }
  }
}

extension RoundShares.Candidate: Hashable {}
