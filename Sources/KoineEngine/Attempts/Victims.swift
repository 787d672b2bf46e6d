import KoineModel

/// Jobs whose holdings are lifted off the cluster to see whether another job fits in their place.
struct Victims: ~Copyable {
  /// Slots of ``RunningJobs``, the one that ranks last first.
  private(set) var slots: Column<UInt32>
  /// What they are, and the ranks under which they wait again: their slots are used again before.
  private(set) var jobs: Column<UInt32>
  private(set) var ranks: Column<Int64>
  private(set) var count = 0
  /// Per request, the number of the pass in which not even stopping others made room for it.
  private(set) var failedInPass: Column<UInt32>
  private(set) var pass: UInt32 = 0
  /// By node, what would be free there without the victims, and is not: for a search that lifts nobody
  /// yet (``SchedulerState/liftFromOneNode(for:rankedAt:)``). All zero between searches.
  var held: Column<UInt64>

  init(running: Int, requests: Int, nodes: Int) {
    slots = Column(zeroed: running)
    jobs = Column(zeroed: running)
    ranks = Column(zeroed: running)
    failedInPass = Column(zeroed: running > 0 ? requests : 0)
    held = Column(zeroed: nodes)
  }

  mutating func beginPass() { pass &+= 1 }

  mutating func removeAll() { count = 0 }

  /// Remembers what the victim at an index is while its slot is still its own.
  mutating func remember(_ job: JobHandle, rank: Int64, at index: Int) {
    jobs[index] = job.rawValue
    ranks[index] = rank
  }

  mutating func append(_ slot: UInt32) {
    slots[count] = slot
    count += 1
  }

  /// Keeps the first `count` victims.
  mutating func keep(_ count: Int) { self.count = count }

  /// Makes the victim at an index the one at a place before it.
  mutating func move(from index: Int, to place: Int) { slots[place] = slots[index] }

  /// Takes out the victim at an index; the others keep their order.
  mutating func remove(at index: Int) {
    slots.move(count - index - 1, from: index + 1, to: index)
    count -= 1
  }

  /// What ranks lower finds no more room in this pass than what ranks higher, so that a request is
  /// tried once.
  func hasFailed(_ request: Int) -> Bool { failedInPass[request] == pass }

  mutating func noteFailure(_ request: Int) { failedInPass[request] = pass }
}
