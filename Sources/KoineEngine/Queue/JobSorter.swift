/// Sorts jobs whose keys have changed since they were in order, in memory of its own.
///
/// From one pass to the next most keys keep their order or grow alike: jobs of one size gain the same
/// service. So what is to be sorted is a few ordered sequences, shuffled into one another. They are told
/// apart by laying each job on the first pile whose last job comes before it, and then merged; what is
/// more mixed up than that is merged from the runs in which it stands. The standard library's sort
/// allocates.
struct JobSorter: ~Copyable {
  private static var mostPiles: Int { 8 }

  private var scratch: Column<PackedJob>
  private var pileOfEntry: Column<UInt8>
  /// By pile: the sort key of its last job, and how many it has, later where the next one goes.
  private var last: Column<Int128>
  private var place: Column<Int>

  /// Room for `capacity` jobs.
  init(capacity: Int) {
    scratch = Column(zeroed: capacity)
    pileOfEntry = Column(zeroed: capacity)
    last = Column(zeroed: Self.mostPiles)
    place = Column(zeroed: Self.mostPiles)
  }

  /// Sorts the first `count` entries by key, and those of one key by job.
  ///
  /// - Complexity: O(count x log runs).
  mutating func sort(_ entries: inout Column<PackedJob>, count: Int) {
    let piles = layOnPiles(entries, count)
    if piles == 1 { return }
    if piles > 1 { gather(&entries, count, piles) }
    while true {
      let runs = mergePairs(entries, count)
      if runs == 0 { return }
      swap(&entries, &scratch)
      if runs == 1 { return }
    }
  }

  /// Finds a pile for each entry; returns how many there are, or 0 if they are too many.
  private mutating func layOnPiles(_ entries: borrowing Column<PackedJob>, _ count: Int) -> Int {
    var piles = 0
    for index in 0..<count {
      let key = entries[index].sortKey
      var pile = 0
      while pile < piles && key < last[pile] { pile += 1 }
      if pile == piles {
        if pile == Self.mostPiles { return 0 }
        place[pile] = 0
        piles += 1
      }
      last[pile] = key
      place[pile] += 1
      pileOfEntry[index] = UInt8(truncatingIfNeeded: pile)
    }
    return max(piles, 1)
  }

  /// Puts the piles one after the other.
  private mutating func gather(_ entries: inout Column<PackedJob>, _ count: Int, _ piles: Int) {
    var begin = 0
    for pile in 0..<piles {
      let size = place[pile]
      place[pile] = begin
      begin += size
    }
    for index in 0..<count {
      let pile = Int(pileOfEntry[index])
      scratch[place[pile]] = entries[index]
      place[pile] += 1
    }
    swap(&entries, &scratch)
  }

  /// Merges each two neighbouring runs into the scratch; returns how many are left, or 0 without having
  /// done anything if there is only one.
  private mutating func mergePairs(_ entries: borrowing Column<PackedJob>, _ count: Int) -> Int {
    var runs = 0
    var begin = 0
    while begin < count {
      let middle = endOfRun(entries, from: begin, count)
      if begin == 0 && middle == count { return 0 }
      let end = middle < count ? endOfRun(entries, from: middle, count) : middle
      merge(entries, begin, middle, end)
      runs += 1
      begin = end
    }
    return runs
  }

  private func endOfRun(
    _ entries: borrowing Column<PackedJob>, from begin: Int, _ count: Int
  ) -> Int {
    var end = begin + 1
    var key = entries[begin].sortKey
    while end < count {
      let next = entries[end].sortKey
      if next < key { break }
      key = next
      end += 1
    }
    return end
  }

  /// Which side the next entry comes from cannot be predicted, so that it is selected, not branched on.
  private mutating func merge(
    _ entries: borrowing Column<PackedJob>, _ begin: Int, _ middle: Int, _ end: Int
  ) {
    var (left, right, target) = (begin, middle, begin)
    while left < middle && right < end {
      let takesRight = entries[right].sortKey < entries[left].sortKey
      scratch[target] = entries[takesRight ? right : left]
      left &+= takesRight ? 0 : 1
      right &+= takesRight ? 1 : 0
      target &+= 1
    }
    for index in left..<middle {
      scratch[target] = entries[index]
      target &+= 1
    }
    for index in right..<end {
      scratch[target] = entries[index]
      target &+= 1
    }
  }
}
