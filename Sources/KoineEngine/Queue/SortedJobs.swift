public import KoineModel

/// Jobs sorted by a key, in blocks of 64 with their smallest size, smallest span and total size.
///
/// One structure serves the waiting jobs (key: the order's; span: the estimate) and the running jobs
/// (key: the expected end). The block minima let a backfill walk skip jobs that cannot start; the
/// totals let a search for a reservation skip running jobs. Ties go to the smaller handle, which is
/// the earlier arrival.
///
/// Blocks are never merged: each came from 32 insertions at least, so that insertions bound them. Where
/// jobs come back, ``compact(with:)`` packs the blocks again.
public struct SortedJobs: ~Copyable {
  private let keptInMemory = KeptInMemory()
  static var blockSize: Int { 64 }

  var keys: Column<Int64>
  var jobs: Column<UInt32>
  var sizes: Column<Int32>
  var spans: Column<Int64>
  var blocks: Column<Block>
  /// Blocks in order, at `orderBegin..<orderEnd`.
  var order: Column<UInt32>
  var orderBegin = 0
  var orderEnd = 0
  var freeBlock = UInt32.max
  var usedBlocks = 0

  /// Number of jobs.
  public internal(set) var count = 0

  /// What is known of a block without looking into it.
  struct Block: BitwiseCopyable {
    /// Its entries, as absolute places in the columns.
    var low: Int
    var high: Int
    var totalSize: Int64
    var leastSpan: Int64
    var leastSize: Int32
    /// The next free block, for a block that is not in use.
    var nextFree = UInt32.max
  }

  /// Where a job stands: a block in the order and a place in the columns.
  public struct Position: BitwiseCopyable, Sendable {
    var rank: Int
    var place: Int
  }

  /// Room for `insertions` over its whole life.
  init(insertions: Int) {
    let blockCount = insertions / 32 + 2
    keys = Column(zeroed: blockCount * Self.blockSize)
    jobs = Column(zeroed: blockCount * Self.blockSize)
    sizes = Column(zeroed: blockCount * Self.blockSize)
    spans = Column(zeroed: blockCount * Self.blockSize)
    blocks = Column(zeroed: blockCount)
    order = Column(zeroed: 2 * blockCount)
  }

  public var isEmpty: Bool { count == 0 }

  /// The first job's position. The list must not be empty.
  @inline(__always)
  public var first: Position {
    Position(rank: orderBegin, place: blocks[Int(order[orderBegin])].low)
  }

  /// The position after `position`, or `nil`.
  @inline(__always)
  public func next(after position: Position) -> Position? {
    if position.place + 1 < blocks[Int(order[position.rank])].high {
      return Position(rank: position.rank, place: position.place + 1)
    }
    return firstPosition(ofBlockAt: position.rank + 1)
  }

  @inline(__always)
  func firstPosition(ofBlockAt rank: Int) -> Position? {
    rank < orderEnd ? Position(rank: rank, place: blocks[Int(order[rank])].low) : nil
  }

  /// The last job's position. The list must not be empty.
  public var last: Position {
    Position(rank: orderEnd - 1, place: blocks[Int(order[orderEnd - 1])].high - 1)
  }

  /// The position before `position`, or `nil`.
  public func previous(before position: Position) -> Position? {
    if position.place > blocks[Int(order[position.rank])].low {
      return Position(rank: position.rank, place: position.place - 1)
    }
    if position.rank == orderBegin { return nil }
    return Position(
      rank: position.rank - 1, place: blocks[Int(order[position.rank - 1])].high - 1)
  }

  /// The position with `count` jobs from it to the end. There must be as many.
  /// - Complexity: O(blocks passed).
  public func position(fromEnd count: Int) -> Position {
    var remaining = count
    var rank = orderEnd - 1
    while true {
      let block = blocks[Int(order[rank])]
      if block.high - block.low >= remaining {
        return Position(rank: rank, place: block.high - remaining)
      }
      remaining -= block.high - block.low
      rank -= 1
    }
  }

  /// The smallest key at which the sizes up to and with it reach `need`, and by how much more.
  ///
  /// All jobs of that key count. `nil` if all sizes together do not reach it.
  /// - Complexity: O(blocks + 64).
  public func firstKey(reaching need: Int) -> (key: Int64, surplus: Int)? {
    var total = 0
    var rank = orderBegin
    while rank < orderEnd {
      let block = blocks[Int(order[rank])]
      if total + Int(block.totalSize) >= need { break }
      total += Int(block.totalSize)
      rank += 1
    }
    if rank == orderEnd { return nil }
    var place = blocks[Int(order[rank])].low
    while total < need {
      total += Int(sizes[place])
      place += 1
    }
    let key = keys[place - 1]
    var position = Optional(Position(rank: rank, place: place - 1))
    while let next = self.next(after: position!), keys[next.place] == key {
      total += Int(sizes[next.place])
      position = next
    }
    return (key, total - need)
  }

  /// The job at `position`.
  public func job(at position: Position) -> JobHandle {
    JobHandle(rawValue: jobs[position.place])
  }

  public func key(at position: Position) -> Int64 { keys[position.place] }

  /// Accelerators of the job at `position`.
  public func size(at position: Position) -> Int { Int(sizes[position.place]) }

  /// The estimated duration of the job at `position`.
  public func span(at position: Position) -> Interval {
    Interval(nanoseconds: spans[position.place])
  }

  /// The first position at or after `start` whose job is small enough for `free` and either short
  /// enough for `window` or small enough for `extra`.
  ///
  /// - Complexity: O(blocks + entries of the blocks that may hold one).
  public func firstCandidate(
    from start: Position, free: Int, window: Interval, extra: Int
  ) -> Position? {
    var rank = start.rank
    var place = start.place
    while rank < orderEnd {
      let block = blocks[Int(order[rank])]
      if Int(block.leastSize) <= free
        && (block.leastSpan <= window.nanoseconds || Int(block.leastSize) <= extra)
      {
        place = max(place, block.low)
        while place < block.high {
          let size = Int(sizes[place])
          if size <= free && (size <= extra || spans[place] <= window.nanoseconds) {
            return Position(rank: rank, place: place)
          }
          place += 1
        }
      }
      rank += 1
      if rank < orderEnd { place = blocks[Int(order[rank])].low }
    }
    return nil
  }
}
