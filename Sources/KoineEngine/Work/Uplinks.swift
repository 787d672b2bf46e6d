import KoineModel

/// A job's use of the uplink of one rack.
struct UplinkFlow: BitwiseCopyable {
  var rack: UInt32
  var slot: UInt32
  var nextOfJob: UInt32
  var nextOnRack: UInt32
  var previousOnRack: UInt32
}

/// The uplinks of racks and the jobs whose traffic crosses them.
///
/// A rack whose jobs want no more than it carries slows nobody, so that effects travel only along
/// overloaded racks, and a start or an end costs what it touches.
struct Uplinks: ~Copyable {
  static var end: UInt32 { .max }

  /// kB/s in one direction; `Int64.max` where unknown.
  let capacity_kb_s: Column<Int64>
  let acceleratorsOfRack: Column<Int64>
  /// What the jobs on the rack's uplink want together, kB/s.
  private(set) var wanted_kb_s: Column<Int64>
  private(set) var firstFlow: Column<UInt32>
  private(set) var flows: Column<UplinkFlow>
  private var freeHead = Self.end
  private var used = 0

  /// - Parameter flowCapacity: uses of uplinks at once.
  init(_ topology: Topology, flowCapacity: Int) {
    let racks = flowCapacity > 0 ? topology.rackCount : 0
    var interfaces_gb_s = [Double](repeating: 0, count: racks)
    var accelerators = [Int64](repeating: 0, count: racks)
    for pool in topology.pools where racks > 0 {
      let type = topology.nodeType(of: pool)
      for node in pool.nodes {
        interfaces_gb_s[topology.rackOfNode[node].index] += type.network_gb_s
        accelerators[topology.rackOfNode[node].index] += Int64(type.accelerators)
      }
    }
    let capacities = interfaces_gb_s.map { gb_s in
      let uplink_kb_s = gb_s / topology.fabric.oversubscription * 1e6
      return uplink_kb_s < 1e15 ? max(1, Int64(uplink_kb_s)) : Int64.max
    }
    capacity_kb_s = Column(capacities)
    acceleratorsOfRack = Column(accelerators)
    wanted_kb_s = Column(zeroed: racks)
    firstFlow = Column(repeating: Self.end, count: racks)
    flows = Column(zeroed: flowCapacity)
  }

  func isOverloaded(_ rack: Int) -> Bool { wanted_kb_s[rack] > capacity_kb_s[rack] }

  /// Adds a job's use of a rack before its others, and returns its place.
  mutating func insert(rack: UInt32, slot: UInt32, wants_kb_s: Int64, before next: UInt32) -> UInt32
  {
    var place = freeHead
    if place == Self.end {
      place = UInt32(used)
      used += 1
    } else {
      freeHead = flows[Int(place)].nextOfJob
    }
    let follower = firstFlow[Int(rack)]
    flows[Int(place)] = UplinkFlow(
      rack: rack, slot: slot, nextOfJob: next, nextOnRack: follower, previousOnRack: Self.end)
    if follower != Self.end { flows[Int(follower)].previousOnRack = place }
    firstFlow[Int(rack)] = place
    wanted_kb_s[Int(rack)] += wants_kb_s
    return place
  }

  /// Removes a use and returns the job's next one.
  mutating func remove(_ place: UInt32, wants_kb_s: Int64) -> UInt32 {
    let flow = flows[Int(place)]
    wanted_kb_s[Int(flow.rack)] -= wants_kb_s
    if flow.nextOnRack != Self.end {
      flows[Int(flow.nextOnRack)].previousOnRack = flow.previousOnRack
    }
    if flow.previousOnRack == Self.end {
      firstFlow[Int(flow.rack)] = flow.nextOnRack
    } else {
      flows[Int(flow.previousOnRack)].nextOnRack = flow.nextOnRack
    }
    flows[Int(place)].nextOfJob = freeHead
    freeHead = place
    return flow.nextOfJob
  }
}

extension WorkSpeed {
  /// What the job wants of each uplink, kB/s.
  var uplink_kb_s: Int64 { Int64((uplink_gb_s * 1e6).rounded(.up)) }
}
