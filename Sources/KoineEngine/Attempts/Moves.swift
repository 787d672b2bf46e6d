public import KoineModel

/// How far a policy may go to make room by moving running jobs.
public struct MoveLimits: BitwiseCopyable, Sendable {
  /// Jobs moved for one that starts, ``largestCount`` at most.
  public var mostMoves: Int
  /// What all moves for one job may cost in accelerator-time, in parts of what that job is expected to
  /// use.
  public var mostCost: Double
  /// How long a job must have run since its last start or move.
  public var leastRun: Interval

  /// More jobs are never lifted off the cluster at once.
  public static var largestCount: Int { 64 }

  /// - Precondition: none is negative, and `mostMoves` is at most ``largestCount``.
  public init(mostMoves: Int, mostCost: Double, leastRun: Interval) {
    precondition((0...Self.largestCount).contains(mostMoves) && mostCost >= 0)
    precondition(leastRun >= .zero)
    self.mostMoves = mostMoves
    self.mostCost = mostCost
    self.leastRun = leastRun
  }
}

/// What moving a job costs: accelerator-time first, then accelerators, then its number for a tie.
struct MoveCost: BitwiseCopyable, Comparable {
  /// Thousandths of an accelerator times nanoseconds.
  var time: Int128
  var accelerators: Int
  /// The job; of several jobs together, their node.
  var number: UInt32

  static func < (a: MoveCost, b: MoveCost) -> Bool {
    (a.time, a.accelerators, a.number) < (b.time, b.accelerators, b.number)
  }
}

/// A running job that may be moved, on one of its nodes.
struct MovableJob: BitwiseCopyable {
  var cost: MoveCost
  var slot: UInt32
  /// Accelerators that it holds on the node.
  var held: Int32
  /// The next dearer one on the node, or ``Moves/end``.
  var next: UInt32
}

/// A job that is lifted off the cluster, and where it goes on.
struct Move: BitwiseCopyable {
  var cost: MoveCost
  var slot: UInt32
  var gang: PlacedGang
}

/// Room to think about moves, and how many there have been. Nothing of it is touched, or resident, in
/// runs that move no job.
struct Moves: ~Copyable {
  static var end: UInt32 { .max }
  /// A node holds at most so many jobs that have a whole accelerator each.
  private static var mostOnNode: Int { 64 }

  /// Times that a running job went on elsewhere.
  var migrations = 0
  /// By node: what the search leaves alone, because nothing may be put there or it has been tried.
  var isAvoided: Column<Bool>
  /// By node, the cheapest of its jobs, if the node has been listed in this search.
  private var first: Column<UInt32>
  private var listedIn: Column<UInt32>
  private var search: UInt32 = 0
  private var jobs: Column<MovableJob>
  private var jobCount = 0
  /// By node, what clearing it costs, if that has been worked out since jobs were lifted last.
  private var prices: Column<MoveCost>
  private var pricedIn: Column<UInt32>
  private var pricing: UInt32 = 0
  /// Those of one node that have to go, cheapest first.
  private(set) var chosen: Column<UInt32>
  private(set) var chosenCount = 0
  /// Jobs lifted off the cluster.
  var lifted: Column<Move>
  private(set) var liftedCount = 0

  /// - Parameters:
  ///   - nodes: of the cluster, 0 where nothing can be moved.
  ///   - segments: tasks that run at once, 0 where no policy looks for moves.
  init(nodes: Int, segments: Int) {
    isAvoided = Column(zeroed: nodes)
    first = Column(zeroed: segments > 0 ? nodes : 0)
    listedIn = Column(zeroed: segments > 0 ? nodes : 0)
    prices = Column(zeroed: segments > 0 ? nodes : 0)
    pricedIn = Column(zeroed: segments > 0 ? nodes : 0)
    jobs = Column(zeroed: segments)
    chosen = Column(zeroed: segments > 0 ? Self.mostOnNode : 0)
    lifted = Column(zeroed: segments > 0 ? MoveLimits.largestCount : 0)
  }

  // MARK: Who may be moved

  mutating func beginSearch() {
    search &+= 1
    jobCount = 0
    liftedCount = 0
    chosenCount = 0
  }

  /// The cheapest job on a node that may be moved, or ``end``.
  func cheapest(on node: Int) -> UInt32 { listedIn[node] == search ? first[node] : Self.end }

  func job(at place: UInt32) -> MovableJob { jobs[Int(place)] }

  /// Lists a job on one of its nodes, in the order of costs.
  mutating func list(_ slot: UInt32, _ cost: MoveCost, held: Int, on node: Int) {
    if listedIn[node] != search {
      listedIn[node] = search
      first[node] = Self.end
    }
    var before = Self.end
    var place = first[node]
    while place != Self.end, jobs[Int(place)].cost < cost {
      before = place
      place = jobs[Int(place)].next
    }
    if place != Self.end, jobs[Int(place)].slot == slot {
      jobs[Int(place)].held += Int32(held)
      return
    }
    let new = UInt32(jobCount)
    jobCount += 1
    jobs[Int(new)] = MovableJob(cost: cost, slot: slot, held: Int32(held), next: place)
    if before == Self.end { first[node] = new } else { jobs[Int(before)].next = new }
  }

  /// Chooses the jobs that free `missing` accelerators of a node: the cheapest until it is enough, and
  /// of these nobody who is not needed.
  ///
  /// - Returns: what moving them costs; `nil` if all of them are not enough.
  mutating func choose(_ missing: Int, on node: Int) -> MoveCost? {
    chosenCount = 0
    var freed = 0
    var place = cheapest(on: node)
    while freed < missing {
      if place == Self.end { return nil }
      let job = jobs[Int(place)]
      if !isLifted(job.slot) {
        chosen[chosenCount] = place
        chosenCount += 1
        freed += Int(job.held)
      }
      place = job.next
    }
    var sum = MoveCost(time: 0, accelerators: 0, number: UInt32(node))
    var index = chosenCount
    while index > 0 {
      index -= 1
      let job = jobs[Int(chosen[index])]
      if freed - Int(job.held) >= missing {
        freed -= Int(job.held)
        chosen.move(chosenCount - index - 1, from: index + 1, to: index)
        chosenCount -= 1
      } else {
        sum.time += job.cost.time
        sum.accelerators += job.cost.accelerators
      }
    }
    return sum
  }

  /// Forgets what clearing nodes costs: other jobs are lifted, or another task is looked at.
  mutating func beginPrices() { pricing &+= 1 }

  /// What freeing `missing` accelerators of a node costs; `nil` if its jobs are not enough.
  @inline(__always)
  mutating func price(of missing: Int, on node: Int) -> MoveCost? {
    if cheapest(on: node) == Self.end { return nil }
    if pricedIn[node] != pricing {
      pricedIn[node] = pricing
      prices[node] = choose(missing, on: node) ?? MoveCost(time: -1, accelerators: 0, number: 0)
    }
    return prices[node].time < 0 ? nil : prices[node]
  }

  // MARK: Who is lifted

  var isFull: Bool { liftedCount == MoveLimits.largestCount }

  func isLifted(_ slot: UInt32) -> Bool {
    for index in 0..<liftedCount where lifted[index].slot == slot { return true }
    return false
  }

  /// Adds a lifted job, the dearest first.
  mutating func lift(_ slot: UInt32, _ cost: MoveCost) {
    var place = liftedCount
    while place > 0, lifted[place - 1].cost < cost {
      lifted[place] = lifted[place - 1]
      place -= 1
    }
    lifted[place] = Move(
      cost: cost, slot: slot, gang: PlacedGang(first: .none, nodes: 0, pool: 0))
    liftedCount += 1
  }

  /// Takes out the lifted job at an index; the others keep their order.
  mutating func removeLifted(at index: Int) {
    lifted.move(liftedCount - index - 1, from: index + 1, to: index)
    liftedCount -= 1
  }

  mutating func removeAllLifted() { liftedCount = 0 }

  /// What moving all of them costs, thousandths of an accelerator times nanoseconds.
  var liftedTime: Int128 {
    var sum: Int128 = 0
    for index in 0..<liftedCount { sum += lifted[index].cost.time }
    return sum
  }
}
