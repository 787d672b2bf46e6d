import KoineModel

/// A job while the list is packed or sorted anew.
struct PackedJob: BitwiseCopyable {
  var key: Int64
  var span: Int64
  var job: UInt32
  var size: Int32

  /// Key and job as one number.
  @inline(__always)
  var sortKey: Int128 { Int128(_low: UInt64(job), _high: key) }
}

/// All jobs at once.
extension SortedJobs {
  /// Whether the next insertion may need a block that does not exist.
  var isFull: Bool { freeBlock == .max && usedBlocks == blocks.count }

  /// Whether the jobs lie in more than twice as many blocks as hold them.
  var isSparse: Bool { (orderEnd - orderBegin - 1) * Self.blockSize > 2 * count }

  /// Packs the jobs into as few blocks as hold them.
  ///
  /// At least half of the blocks are free afterwards, so that the cost is spread over as many
  /// insertions as there are jobs.
  /// - Complexity: O(count).
  mutating func compact(with scratch: inout Column<PackedJob>) {
    var count = 0
    var position = isEmpty ? nil : Optional(first)
    while let here = position {
      scratch[count] = packed(at: here)
      count += 1
      position = next(after: here)
    }
    replace(by: scratch, count: count)
  }

  @inline(__always)
  func packed(at position: Position) -> PackedJob {
    PackedJob(
      key: keys[position.place], span: spans[position.place], job: jobs[position.place],
      size: sizes[position.place])
  }

  /// Makes the first `count` of `packed`, which are in order, the jobs of the list.
  mutating func replace(by packed: borrowing Column<PackedJob>, count: Int) {
    removeAll()
    self.count = count
    var begin = 0
    while begin < count {
      let end = min(begin + Self.blockSize, count)
      appendBlock()
      fill(Int(order[orderEnd - 1]), with: packed, begin..<end)
      begin = end
    }
  }

  private mutating func fill(
    _ block: Int, with packed: borrowing Column<PackedJob>, _ range: Range<Int>
  ) {
    var place = blocks[block].low
    var total: Int64 = 0
    var leastSize = Int32.max
    var leastSpan = Int64.max
    for index in range {
      let entry = packed[index]
      keys[place] = entry.key
      jobs[place] = entry.job
      sizes[place] = entry.size
      spans[place] = entry.span
      total += Int64(entry.size)
      leastSize = min(leastSize, entry.size)
      leastSpan = min(leastSpan, entry.span)
      place += 1
    }
    blocks[block].high = place
    blocks[block].totalSize = total
    blocks[block].leastSize = leastSize
    blocks[block].leastSpan = leastSpan
  }

  /// Removes all jobs.
  private mutating func removeAll() {
    while orderBegin < orderEnd {
      orderEnd -= 1
      let block = order[orderEnd]
      blocks[Int(block)].nextFree = freeBlock
      freeBlock = block
    }
    orderBegin = 0
    orderEnd = 0
    count = 0
  }
}
