public import KoineModel

/// The state of work whose speed depends on where it runs, and on who else uses the network.
///
/// Empty, and without any cost, when no job of the workload names a model and the policy stops none.
struct WorkClock: ~Copyable {
  var speeds: SpeedTable
  var uplinks: Uplinks
  /// By slot of ``RunningJobs``.
  var progress: Column<JobProgress>
  /// By slot, the sequence number of the end that counts; events with others are stale. Kept only where
  /// ends move.
  var finishSequence: Column<UInt32>
  let transfers: TransferModel
  /// Whether a running job's end often moves, so that events can be stale. Where only faults move one,
  /// its event is looked for.
  let movesEnds: Bool
  /// The widest spread that a job of several tasks can have.
  let widestSpread: PlacementSpread
  /// Time to set circuits in each supernode; zero where nothing is switched.
  let setups: Column<Interval>
  var component: UplinkComponent

  init(
    _ workload: Workload, on topology: Topology, _ performance: Performance, _ table: DemandTable,
    running: Int, stopsJobs: Bool, sharesAccelerators: Bool
  ) {
    // Nothing of `self` is read before all of it is there: an autoclosure that captures it then makes
    // the compiler destroy fields that were never set.
    let isUsed = table.workRows > 0
    transfers = performance.transfers
    let moves = isUsed && performance.transfers == .shared ? true : stopsJobs
    movesEnds = moves
    widestSpread = topology.widestSpread
    speeds = SpeedTable(
      performance.speeds, workload, mixes: table.mixes, poolCount: topology.pools.count)
    // A job is on the uplinks of no more racks than it has accelerators, and each of those may be two
    // jobs' where jobs share them.
    let flowsAtOnce = topology.acceleratorCount * (sharesAccelerators ? 2 : 1)
    let flows = isUsed && topology.rackCount > 1 && performance.transfers != .none
    uplinks = Uplinks(topology, flowCapacity: flows ? flowsAtOnce : 0)
    progress = Column(zeroed: isUsed ? running : 0)
    finishSequence = Column(zeroed: moves ? running : 0)
    setups = Column(
      topology.supernodes.map { supernode in
        guard supernode.switching == .optical, performance.circuits != .none,
          let time = supernode.circuitTime_s
        else {
          return .zero
        }
        return Interval(nanoseconds: Int64((time.value * 1e9).rounded()))
      })
    component = UplinkComponent(
      racks: flows ? topology.rackCount : 0, jobs: flows ? running : 0)
  }

  /// Divides the uplinks of the component among all jobs that it reaches.
  mutating func divideUplinks() {
    component.spread(uplinks, progress)
    component.divide(uplinks, progress)
  }
}

/// How fast work runs in a simulation, and what jobs do to each other.
public struct Performance: Sendable {
  /// Who knows how fast work runs; without it, jobs that name a model cannot be placed.
  public var speeds: (any SpeedSource)?
  public var transfers: TransferModel
  /// Which jobs set the circuits of optical supernodes.
  public var circuits: CircuitUsers

  public init(
    speeds: (any SpeedSource)? = nil, transfers: TransferModel = .none,
    circuits: CircuitUsers = .models
  ) {
    self.speeds = speeds
    self.transfers = transfers
    self.circuits = circuits
  }
}

extension Workload {
  /// With a duration for orders to go by, and an estimate for work that has none: the time on the
  /// slowest placement that can hold it.
  func withEstimates(_ table: DemandTable) -> Workload {
    if units.isEmpty { return self }
    var workload = self
    for job in 0..<count {
      let row = table.demands[request[job].index].workRow
      if row < 0 { continue }
      let time_ns = (units[job] * table.slowest_ns[row]).rounded(.up)
      workload.duration[job] = Interval(nanoseconds: Int64(min(time_ns, 4e18)))
      if estimate[job] == .zero { workload.estimate[job] = workload.duration[job] }
    }
    return workload
  }
}
