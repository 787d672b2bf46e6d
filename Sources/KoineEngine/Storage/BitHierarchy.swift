/// The shape of a set of small integers kept as a tree of 64-bit words, three levels deep.
///
/// A bit of a level says whether the word below it holds any bit, so that the first member is found in
/// three steps up to 262,144 members and in a short scan of the top level above. The words of many sets
/// lie in one column; `base` says where a set begins, its lowest level first.
struct BitHierarchy: BitwiseCopyable {
  /// Words of the lowest and of the middle level, and of all three.
  private let lowCount: Int
  private let middleCount: Int
  let wordCount: Int

  /// The shape of sets of `0..<capacity`.
  init(capacity: Int) {
    lowCount = (max(capacity, 1) + 63) / 64
    middleCount = (lowCount + 63) / 64
    wordCount = lowCount + middleCount + (middleCount + 63) / 64
  }

  /// Adds `member`, which must not be in the set.
  @inline(__always)
  func insert(_ member: Int, into words: inout Column<UInt64>, base: Int) {
    let word = base &+ member >> 6
    let old = words[word]
    words[word] = old | 1 << UInt64(truncatingIfNeeded: member & 63)
    if old == 0 { insertAbove(member >> 6, into: &words, base: base &+ lowCount) }
  }

  private func insertAbove(_ low: Int, into words: inout Column<UInt64>, base: Int) {
    let old = words[base + low >> 6]
    words[base + low >> 6] = old | 1 << UInt64(low & 63)
    let middle = low >> 6
    if old == 0 { words[base + middleCount + middle >> 6] |= 1 << UInt64(middle & 63) }
  }

  /// Removes `member`, which must be in the set.
  @inline(__always)
  func remove(_ member: Int, from words: inout Column<UInt64>, base: Int) {
    let word = base &+ member >> 6
    let new = words[word] & ~(1 << UInt64(truncatingIfNeeded: member & 63))
    words[word] = new
    if new == 0 { removeAbove(member >> 6, from: &words, base: base &+ lowCount) }
  }

  private func removeAbove(_ low: Int, from words: inout Column<UInt64>, base: Int) {
    let new = words[base + low >> 6] & ~(1 << UInt64(low & 63))
    words[base + low >> 6] = new
    let middle = low >> 6
    if new == 0 { words[base + middleCount + middle >> 6] &= ~(1 << UInt64(middle & 63)) }
  }

  /// The smallest member, or -1.
  @inline(__always)
  func first(in words: borrowing Column<UInt64>, base: Int) -> Int {
    var top = base &+ lowCount &+ middleCount
    var middle = 0
    while words[top] == 0 {
      top &+= 1
      middle &+= 64
      if top == base &+ wordCount { return -1 }
    }
    middle &+= words[top].trailingZeroBitCount
    let low = middle << 6 &+ words[base &+ lowCount &+ middle].trailingZeroBitCount
    return low << 6 &+ words[base &+ low].trailingZeroBitCount
  }

  /// The smallest member at or above `start`, or -1.
  func next(from start: Int, in words: borrowing Column<UInt64>, base: Int) -> Int {
    let low = nextBit(from: start, in: words, base: base, count: lowCount)
    if low >= 0 && low >> 6 == start >> 6 { return low }
    var next = start >> 6 + 1
    var middle = nextBit(from: next, in: words, base: base + lowCount, count: middleCount)
    if middle < 0 || middle >> 6 != next >> 6 {
      next = next >> 6 + 1
      let topBase = base + lowCount + middleCount
      let top = nextSet(
        from: next, in: words, base: topBase, count: wordCount - lowCount - middleCount)
      if top < 0 { return -1 }
      middle = top << 6 + words[base + lowCount + top].trailingZeroBitCount
    }
    return middle << 6 + words[base + middle].trailingZeroBitCount
  }

  /// The next bit at or above `start` in the word that holds it, or -1.
  @inline(__always)
  private func nextBit(
    from start: Int, in words: borrowing Column<UInt64>, base: Int, count: Int
  ) -> Int {
    let index = start >> 6
    if index >= count { return -1 }
    let word = words[base + index] >> UInt64(start & 63)
    return word == 0 ? -1 : start + word.trailingZeroBitCount
  }

  /// The next bit at or above `start` in any word of a level, or -1.
  private func nextSet(
    from start: Int, in words: borrowing Column<UInt64>, base: Int, count: Int
  ) -> Int {
    var position = start
    while position >> 6 < count {
      let bit = nextBit(from: position, in: words, base: base, count: count)
      if bit >= 0 { return bit }
      position = (position >> 6 + 1) << 6
    }
    return -1
  }

  /// The member with `rank` smaller ones.
  ///
  /// - Precondition: the set has more than `rank` members.
  /// - Complexity: O(capacity / 64).
  func member(rank: Int, in words: borrowing Column<UInt64>, base: Int) -> Int {
    var remaining = rank
    for index in 0..<lowCount {
      var word = words[base + index]
      let count = word.nonzeroBitCount
      if remaining >= count {
        remaining -= count
        continue
      }
      while remaining > 0 {
        word &= word - 1
        remaining -= 1
      }
      return index << 6 + word.trailingZeroBitCount
    }
    preconditionFailure("the set has no member of rank \(rank)")
  }
}
