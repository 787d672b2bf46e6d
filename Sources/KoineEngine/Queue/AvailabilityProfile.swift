public import KoineModel

/// How much will be free when: a step function of time as a flat sorted array.
///
/// Amounts are in any one unit, such as thousandths of an accelerator. The last step lasts for ever.
/// Scanning a flat array beats a balanced tree at the sizes that occur (`docs/performance.md`).
public struct AvailabilityProfile: ~Copyable {
  private var times: Column<Int64>
  private var amounts: Column<Int64>
  private var begin = 0
  private var end = 1

  /// All of `capacity` free from `start` on.
  ///
  /// - Parameter spans: how many reservations there may be at once.
  public init(capacity: Int64, from start: Instant, spans: Int) {
    times = Column(zeroed: 4 * spans + 16)
    amounts = Column(zeroed: 4 * spans + 16)
    times[0] = start.nanoseconds
    amounts[0] = capacity
  }

  /// Number of steps.
  public var count: Int { end - begin }

  /// Forgets what lies before `now`.
  public mutating func advance(to now: Instant) {
    while begin + 1 < end && times[begin + 1] <= now.nanoseconds { begin += 1 }
    times[begin] = max(times[begin], now.nanoseconds)
  }

  /// Changes what is free in `start..<finish` by `change`; what lies in the past is left out.
  /// - Complexity: O(steps).
  public mutating func add(_ change: Int64, from start: Instant, to finish: Instant) {
    let low = max(start.nanoseconds, times[begin])
    let high = finish.nanoseconds
    if low >= high { return }
    var index = step(at: low)
    if times[index] != low {
      insertStep(after: index, at: low)
      index = step(at: low)
    }
    if high != .max {
      let last = step(at: high)
      if times[last] != high {
        insertStep(after: last, at: high)
        index = step(at: low)
      }
    }
    let first = index
    while index < end && times[index] < high {
      amounts[index] += change
      index += 1
    }
    if index < end { joinWithPrevious(index) }
    joinWithPrevious(first)
  }

  /// The last step that begins at or before `time`.
  private func step(at time: Int64) -> Int {
    var low = begin
    var high = end
    while low < high {
      let middle = (low + high) >> 1
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  private mutating func insertStep(after index: Int, at time: Int64) {
    let amount = amounts[index]
    var place = index + 1
    if begin > 0 && place - begin <= end - place {
      times.move(place - begin, from: begin, to: begin - 1)
      amounts.move(place - begin, from: begin, to: begin - 1)
      begin -= 1
      place -= 1
    } else {
      if end == times.count { place -= shiftToFront() }
      times.move(end - place, from: place, to: place + 1)
      amounts.move(end - place, from: place, to: place + 1)
      end += 1
    }
    times[place] = time
    amounts[place] = amount
  }

  /// Moves all steps to the front of the columns and returns by how much.
  private mutating func shiftToFront() -> Int {
    let shift = begin
    precondition(shift > 0, "more reservations than the profile was sized for")
    times.move(end - begin, from: begin, to: 0)
    amounts.move(end - begin, from: begin, to: 0)
    begin = 0
    end -= shift
    return shift
  }

  private mutating func joinWithPrevious(_ index: Int) {
    guard index > begin, amounts[index] == amounts[index - 1] else { return }
    times.move(end - index - 1, from: index + 1, to: index)
    amounts.move(end - index - 1, from: index + 1, to: index)
    end -= 1
  }

  /// The most that is free at any time in `start..<finish`.
  public func most(from start: Instant, to finish: Instant) -> Int64 {
    var index = step(at: max(start.nanoseconds, times[begin]))
    var most = Int64.min
    while index < end && times[index] < finish.nanoseconds {
      most = max(most, amounts[index])
      index += 1
    }
    return most
  }

  /// The earliest start of `span` during which at least `amount` is free.
  ///
  /// - Complexity: O(steps before it).
  public func earliestStart(of amount: Int64, for span: Interval) -> Instant {
    scan(from: begin, amount, span.nanoseconds, own: .max, limit: .max)
  }

  /// The earliest start before `own` of a run of free capacity that touches `low..<high` and holds
  /// `span`, or reaches `own`: there the job's own reservation begins, which it may grow out of.
  ///
  /// - Parameter isOwn: whether the reservation that begins at `own` is in this profile.
  /// - Returns: ``Instant/never`` if there is none.
  public func earliestStart(
    of amount: Int64, for span: Interval, touching low: Instant, _ high: Instant,
    before own: Instant,
    isOwn: Bool
  ) -> Instant {
    var index = step(at: max(low.nanoseconds, times[begin]))
    while index > begin && amounts[index] >= amount && amounts[index - 1] >= amount { index -= 1 }
    let start = scan(
      from: index, amount, span.nanoseconds, own: isOwn ? own.nanoseconds : .max,
      limit: min(high.nanoseconds, own.nanoseconds))
    return start < own ? start : .never
  }

  private func scan(
    from first: Int, _ amount: Int64, _ span: Int64, own: Int64, limit: Int64
  ) -> Instant {
    var index = first
    while index < end {
      if amounts[index] < amount {
        index += 1
        continue
      }
      let start = times[index]
      if start >= limit { return .never }
      index += 1
      while index < end && amounts[index] >= amount && times[index] - start < span
        && times[index] < own
      {
        index += 1
      }
      if index == end || times[index] - start >= span || times[index] >= own {
        return Instant(nanoseconds: start)
      }
    }
    return .never
  }
}
