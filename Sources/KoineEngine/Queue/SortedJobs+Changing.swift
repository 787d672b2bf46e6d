import KoineModel

/// Adding and removing.
extension SortedJobs {
  @inline(__always)
  private func isBefore(_ place: Int, _ key: Int64, _ job: UInt32) -> Bool {
    keys[place] < key || (keys[place] == key && jobs[place] < job)
  }

  /// Adds a job.
  /// - Complexity: O(log blocks + 64), O(1) for a job that goes to the end.
  mutating func insert(_ job: JobHandle, key: Int64, size: Int, span: Interval) {
    count += 1
    if orderBegin == orderEnd {
      appendBlock()
    } else if count > 1 {
      let last = blocks[Int(order[orderEnd - 1])]
      if !isBefore(last.high - 1, key, job.rawValue) {
        return insertInside(job.rawValue, key, Int32(size), span.nanoseconds)
      }
      if last.high & (Self.blockSize - 1) == 0 { appendBlock() }
    }
    let block = Int(order[orderEnd - 1])
    let place = blocks[block].high
    blocks[block].high = place + 1
    store(job.rawValue, key, Int32(size), span.nanoseconds, at: place, in: block)
  }

  @inline(__always)
  private mutating func store(
    _ job: UInt32, _ key: Int64, _ size: Int32, _ span: Int64, at place: Int, in block: Int
  ) {
    keys[place] = key
    jobs[place] = job
    sizes[place] = size
    spans[place] = span
    blocks[block].totalSize += Int64(size)
    blocks[block].leastSize = min(blocks[block].leastSize, size)
    blocks[block].leastSpan = min(blocks[block].leastSpan, span)
  }

  private mutating func takeBlock() -> UInt32 {
    let block: UInt32
    if freeBlock != .max {
      block = freeBlock
      freeBlock = blocks[Int(block)].nextFree
    } else {
      block = UInt32(usedBlocks)
      usedBlocks += 1
    }
    let base = Int(block) * Self.blockSize
    blocks[Int(block)] = Block(
      low: base, high: base, totalSize: 0, leastSpan: .max, leastSize: .max)
    return block
  }

  /// - Returns: by how much the ranks of all blocks have fallen.
  @discardableResult
  private mutating func makeRoomInOrder() -> Int {
    guard orderEnd == order.count else { return 0 }
    let shift = orderBegin
    order.move(orderEnd - shift, from: shift, to: 0)
    orderEnd -= shift
    orderBegin = 0
    return shift
  }

  mutating func appendBlock() {
    makeRoomInOrder()
    let block = takeBlock()
    order[orderEnd] = block
    orderEnd += 1
  }

  private mutating func insertInside(_ job: UInt32, _ key: Int64, _ size: Int32, _ span: Int64) {
    var rank = lastRank(notAfter: key, job)
    if blocks[Int(order[rank])].high - blocks[Int(order[rank])].low == Self.blockSize {
      split(rank)
      rank = lastRank(notAfter: key, job)
    }
    let block = Int(order[rank])
    var (low, high) = (blocks[block].low, blocks[block].high)
    var place = low
    var end = high
    while place < end {
      let middle = (place + end) >> 1
      if isBefore(middle, key, job) { place = middle + 1 } else { end = middle }
    }
    if high & (Self.blockSize - 1) != 0 || high == low {
      moveEntries(high - place, from: place, to: place + 1)
      high += 1
    } else {
      moveEntries(place - low, from: low, to: low - 1)
      low -= 1
      place -= 1
    }
    blocks[block].low = low
    blocks[block].high = high
    store(job, key, size, span, at: place, in: block)
  }

  /// The last block whose first job comes before the given one; the first block if none does.
  private func lastRank(notAfter key: Int64, _ job: UInt32) -> Int {
    var low = orderBegin
    var high = orderEnd
    while low < high {
      let middle = (low + high) >> 1
      if isBefore(blocks[Int(order[middle])].low, key, job) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return max(low - 1, orderBegin)
  }

  private mutating func moveEntries(_ count: Int, from source: Int, to target: Int) {
    keys.move(count, from: source, to: target)
    jobs.move(count, from: source, to: target)
    sizes.move(count, from: source, to: target)
    spans.move(count, from: source, to: target)
  }

  private mutating func split(_ rankBefore: Int) {
    let rank = rankBefore - makeRoomInOrder()
    let old = Int(order[rank])
    let new = takeBlock()
    order.move(orderEnd - rank - 1, from: rank + 1, to: rank + 2)
    order[rank + 1] = new
    orderEnd += 1
    let half = Self.blockSize / 2
    let source = blocks[old].high - half
    let target = blocks[Int(new)].low
    moveEntries(half, from: source, to: target)
    blocks[old].high = source
    blocks[Int(new)].high = target + half
    summarize(old)
    summarize(Int(new))
  }

  /// Works out the least values of a block that a job has left, unless another has them too, as where
  /// most jobs are of the least size and no span is known.
  @inline(__always)
  private mutating func tighten(_ block: Int, without size: Int32, _ span: Int64) {
    let (leastSize, leastSpan) = (blocks[block].leastSize, blocks[block].leastSpan)
    var (hasSize, hasSpan) = (size != leastSize, span != leastSpan)
    var place = blocks[block].low
    let high = blocks[block].high
    while place < high {
      if sizes[place] == leastSize { hasSize = true }
      if spans[place] == leastSpan { hasSpan = true }
      if hasSize && hasSpan { return }
      place += 1
    }
    summarize(block)
  }

  private mutating func summarize(_ block: Int) {
    var total: Int64 = 0
    var leastSize = Int32.max
    var leastSpan = Int64.max
    for place in blocks[block].low..<blocks[block].high {
      total += Int64(sizes[place])
      leastSize = min(leastSize, sizes[place])
      leastSpan = min(leastSpan, spans[place])
    }
    blocks[block].totalSize = total
    blocks[block].leastSize = leastSize
    blocks[block].leastSpan = leastSpan
  }

  /// Removes the job at `position` and returns the position of the one after it, or `nil`.
  /// - Complexity: O(64), and O(blocks) when a block in the middle becomes empty.
  @discardableResult
  mutating func remove(at position: Position) -> Position? {
    count -= 1
    let block = Int(order[position.rank])
    let place = position.place
    let (size, span) = (sizes[place], spans[place])
    let (low, high) = (blocks[block].low, blocks[block].high)
    blocks[block].totalSize -= Int64(size)
    if high - low == 1 {
      return removeBlock(at: position.rank)
    }
    var next = place
    if place - low < high - 1 - place {
      moveEntries(place - low, from: low, to: low + 1)
      blocks[block].low = low + 1
      next = place + 1
    } else {
      moveEntries(high - 1 - place, from: place + 1, to: place)
      blocks[block].high = high - 1
    }
    if size == blocks[block].leastSize || span == blocks[block].leastSpan {
      tighten(block, without: size, span)
    }
    if next < blocks[block].high { return Position(rank: position.rank, place: next) }
    return firstPosition(ofBlockAt: position.rank + 1)
  }

  private mutating func removeBlock(at rank: Int) -> Position? {
    let block = order[rank]
    if count == 0 {
      // The only block stays, empty: a short queue empties at nearly every event.
      let base = Int(block) * Self.blockSize
      blocks[Int(block)] = Block(
        low: base, high: base, totalSize: 0, leastSpan: .max, leastSize: .max)
      return nil
    }
    blocks[Int(block)].nextFree = freeBlock
    freeBlock = block
    if rank == orderBegin {
      orderBegin += 1
      return firstPosition(ofBlockAt: orderBegin)
    }
    order.move(orderEnd - rank - 1, from: rank + 1, to: rank)
    orderEnd -= 1
    return firstPosition(ofBlockAt: rank)
  }

  /// The position of a job whose key is known. It must be in the list.
  /// - Complexity: O(log count).
  func position(of job: JobHandle, key: Int64) -> Position {
    var rank = lastRank(notAfter: key, job.rawValue)
    // The block found may end just before a job that is the first of the next one.
    if rank + 1 < orderEnd, isBefore(blocks[Int(order[rank])].high - 1, key, job.rawValue) {
      rank += 1
    }
    var place = blocks[Int(order[rank])].low
    var end = blocks[Int(order[rank])].high
    while place < end {
      let middle = (place + end) >> 1
      if isBefore(middle, key, job.rawValue) { place = middle + 1 } else { end = middle }
    }
    precondition(jobs[place] == job.rawValue, "the job is not in the list")
    return Position(rank: rank, place: place)
  }

  /// The first position whose key, and then whose job, comes after the given ones; `nil` if none does.
  /// - Complexity: O(log count).
  func firstPosition(after key: Int64, _ job: JobHandle) -> Position? {
    if isEmpty { return nil }
    let rank = lastRank(notAfter: key, job.rawValue)
    let block = blocks[Int(order[rank])]
    var place = block.low
    while place < block.high && isAtMost(place, key, job.rawValue) { place += 1 }
    if place < block.high { return Position(rank: rank, place: place) }
    return firstPosition(ofBlockAt: rank + 1)
  }

  @inline(__always)
  private func isAtMost(_ place: Int, _ key: Int64, _ job: UInt32) -> Bool {
    keys[place] < key || (keys[place] == key && jobs[place] <= job)
  }
}
