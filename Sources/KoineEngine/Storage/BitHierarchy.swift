/// The shape of a set of small integers kept as a tree of 64-bit words.
///
/// A bit of level `n + 1` says whether the word below it holds any bit, so the first member is found
/// in one step per level: three for 262,144 members, four for 16 million. The words of many sets lie
/// in one column; `base` says where a set begins.
struct BitHierarchy: BitwiseCopyable {
  /// Words of each level, and where the level begins in the set.
  private(set) var levelCount: Int32 = 0
  private(set) var offsets: (Int32, Int32, Int32, Int32, Int32) = (0, 0, 0, 0, 0)
  /// Words of a whole set.
  private(set) var wordCount: Int = 0

  /// The shape of sets of `0..<capacity`, with `capacity` at most 64⁵.
  init(capacity: Int) {
    var members = max(capacity, 1)
    repeat {
      let words = (members + 63) / 64
      setOffset(level: Int(levelCount), to: Int32(wordCount))
      wordCount += words
      levelCount += 1
      members = words
    } while members > 1
    precondition(levelCount <= 5)
  }

  private mutating func setOffset(level: Int, to offset: Int32) {
    switch level {
    case 0: offsets.0 = offset
    case 1: offsets.1 = offset
    case 2: offsets.2 = offset
    case 3: offsets.3 = offset
    default: offsets.4 = offset
    }
  }

  @inline(__always)
  private func offset(_ level: Int32) -> Int {
    switch level {
    case 0: Int(offsets.0)
    case 1: Int(offsets.1)
    case 2: Int(offsets.2)
    case 3: Int(offsets.3)
    default: Int(offsets.4)
    }
  }

  /// Adds `member`, which must not be in the set.
  @inline(__always)
  func insert(_ member: Int, into words: inout Column<UInt64>, base: Int) {
    var position = member
    var level: Int32 = 0
    while level < levelCount {
      let word = base + offset(level) + position >> 6
      let old = words[word]
      words[word] = old | 1 << UInt64(position & 63)
      if old != 0 { return }
      position >>= 6
      level += 1
    }
  }

  /// Removes `member`, which must be in the set.
  @inline(__always)
  func remove(_ member: Int, from words: inout Column<UInt64>, base: Int) {
    var position = member
    var level: Int32 = 0
    while level < levelCount {
      let word = base + offset(level) + position >> 6
      let new = words[word] & ~(1 << UInt64(position & 63))
      words[word] = new
      if new != 0 { return }
      position >>= 6
      level += 1
    }
  }

  /// The smallest member, or -1.
  @inline(__always)
  func first(in words: borrowing Column<UInt64>, base: Int) -> Int {
    var level = levelCount - 1
    var position = 0
    while level >= 0 {
      let word = words[base + offset(level) + position]
      if word == 0 { return -1 }
      position = position << 6 + word.trailingZeroBitCount
      level -= 1
    }
    return position
  }

  /// The smallest member at or above `start`, or -1.
  /// - Complexity: O(levels).
  func next(from start: Int, in words: borrowing Column<UInt64>, base: Int) -> Int {
    var position = start
    var level: Int32 = 0
    while level < levelCount {
      let index = position >> 6
      guard index < wordCountOfLevel(level) else { return -1 }
      let word = words[base + offset(level) + index] >> UInt64(position & 63)
      if word != 0 {
        return descend(to: position + word.trailingZeroBitCount, from: level, in: words, base: base)
      }
      position = index + 1
      level += 1
    }
    return -1
  }

  private func descend(
    to start: Int, from top: Int32, in words: borrowing Column<UInt64>, base: Int
  ) -> Int {
    var position = start
    var level = top
    while level > 0 {
      level -= 1
      position = position << 6 + words[base + offset(level) + position].trailingZeroBitCount
    }
    return position
  }

  /// The member with `rank` smaller ones.
  ///
  /// - Precondition: the set has more than `rank` members.
  /// - Complexity: O(capacity / 64).
  func member(rank: Int, in words: borrowing Column<UInt64>, base: Int) -> Int {
    var remaining = rank
    for index in 0..<wordCountOfLevel(0) {
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

  private func wordCountOfLevel(_ level: Int32) -> Int {
    (level + 1 < levelCount ? offset(level + 1) : wordCount) - offset(level)
  }
}
