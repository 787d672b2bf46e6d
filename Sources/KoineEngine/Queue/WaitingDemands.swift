import KoineModel

/// How many jobs wait for each request, and which requests anybody waits for, smallest first.
struct WaitingDemands: ~Copyable {
  private var counts: Column<Int32>
  private var words: Column<UInt64>
  private let sets: BitHierarchy
  private let requestOfRank: Column<UInt32>

  init(_ demands: [Demand]) {
    counts = Column(zeroed: demands.count)
    sets = BitHierarchy(capacity: demands.count)
    words = Column(zeroed: sets.wordCount)
    var requests = [UInt32](repeating: 0, count: demands.count)
    for (index, demand) in demands.enumerated() { requests[demand.sizeRank] = UInt32(index) }
    requestOfRank = Column(requests)
  }

  @inline(__always)
  mutating func add(rank: Int) {
    counts[rank] += 1
    if counts[rank] == 1 { sets.insert(rank, into: &words, base: 0) }
  }

  @inline(__always)
  mutating func remove(rank: Int) {
    counts[rank] -= 1
    if counts[rank] == 0 { sets.remove(rank, from: &words, base: 0) }
  }

  /// The smallest rank at or above `rank` that somebody waits for, or -1.
  func next(from rank: Int) -> Int { sets.next(from: rank, in: words, base: 0) }

  func request(rank: Int) -> Int { Int(requestOfRank[rank]) }
}
