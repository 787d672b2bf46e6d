public import KoineModel
import KoineStatistics

/// The faults of a model on a cluster, drawn as the run asks for them.
///
/// Every component draws from a stream of its own, named by the model and by its node or domain, so that
/// a node more or less moves no fault of another. All components are as new when the run begins.
public struct GeneratedFaults: FaultSource {
  /// Changes of a batch, about.
  private static let batch = 256

  private let components: [FaultModel.Component]
  private var units: [Unit] = []
  private var coming = UnitHeap()
  private let horizon: Instant
  /// By node: paces of slow components, and ports that are lost, of how many.
  private var slow: [Int: [Double]] = [:]
  private var lostPorts: [Int: Int] = [:]
  private var ports: [Int]

  private struct Unit {
    var component: Int
    var nodes: [Int]
    var stream: SmallStream
    /// By how much more than the mean says it fails.
    var rate: Double
    var isDown = false
  }

  /// - Parameters:
  ///   - begin: when all components are as new.
  ///   - horizon: after it nothing fails any more, so that every run comes to an end.
  ///   - seed: of the run; the streams have names of their own.
  /// - Complexity: O(components of the cluster).
  public init(
    _ model: FaultModel, on topology: Topology, from begin: Instant, horizon: Instant, seed: UInt64
  ) {
    components = model.components
    self.horizon = horizon
    ports = topology.pools.flatMap { pool in
      Array(
        repeating: max(1, topology.nodeType(of: pool).networkInterfaces), count: pool.nodes.count)
    }
    for (index, component) in components.enumerated() {
      let isDomain = ![.node, .accelerator, .port].contains(component.scope)
      var sameNode = (node: -1, count: 0)
      for (number, nodes) in model.units(of: component, on: topology).enumerated() {
        sameNode = nodes[0] == sameNode.node ? (nodes[0], sameNode.count + 1) : (nodes[0], 0)
        let name = isDomain ? String(number) : topology.nodeNames[NodeHandle(nodes[0])]
        var stream = SmallStream(
          seed: seed, name: "faults/\(component.name)/\(name)",
          index: isDomain ? 0 : sameNode.count)
        let rate =
          component.frailty.map { gammaOfMeanOne(stream.openUniform(), shape: $0) } ?? 1
        units.append(Unit(component: index, nodes: nodes, stream: stream, rate: rate))
        scheduleFailure(of: units.count - 1, after: begin)
      }
    }
  }

  public var isEmpty: Bool { units.isEmpty }

  private mutating func scheduleFailure(of unit: Int, after time: Instant) {
    let lifetime = components[units[unit].component].failure
    let life_s = lifetime.draw(&units[unit].stream) / max(units[unit].rate, 1e-12)
    let failure = time + Interval(seconds: life_s)
    if failure <= horizon { coming.push(failure, unit) }
  }

  public mutating func nextChanges() -> [FaultSchedule.Change] {
    var changes: [FaultSchedule.Change] = []
    while let (time, unit) = coming.first {
      if changes.count >= Self.batch && changes.last!.time < time { break }
      coming.removeFirst()
      let component = components[units[unit].component]
      units[unit].isDown.toggle()
      let fails = units[unit].isDown
      for node in units[unit].nodes {
        for kind in kinds(of: component.effect, on: node, fails: fails) {
          changes.append(FaultSchedule.Change(time: time, node: NodeHandle(node), kind))
        }
      }
      if fails {
        let repair_s = component.repair.draw(&units[unit].stream)
        // A node that is back at once has lost its jobs all the same.
        let repair = max(Interval(seconds: repair_s), Interval(nanoseconds: 1))
        coming.push(time + repair, unit)
      } else {
        scheduleFailure(of: unit, after: time)
      }
    }
    return changes.inOrderOfApplication()
  }

  private mutating func kinds(
    of effect: FaultModel.Effect, on node: Int, fails: Bool
  ) -> [FaultSchedule.Kind] {
    switch effect {
    case .down: return [fails ? .fails : .isRepaired]
    case .drain: return [fails ? .drains : .isOpen]
    case .slow(let pace):
      var paces = slow[node] ?? []
      if fails {
        paces.append(pace)
      } else if let index = paces.firstIndex(of: pace) {
        paces.remove(at: index)
      }
      slow[node] = paces
      return [.pace(compute_ppm: Int32(((paces.min() ?? 1) * 1e6).rounded()))]
    case .losesBandwidth:
      lostPorts[node, default: 0] += fails ? 1 : -1
      let left = Double(ports[node] - lostPorts[node]!) / Double(ports[node])
      return [.portPace(network_ppm: Int32((max(0, left) * 1e6).rounded()))]
    }
  }
}

/// When something happens to a unit, earliest first; ties by number.
private struct UnitHeap {
  private var entries: [(time: Instant, unit: Int)] = []

  var first: (time: Instant, unit: Int)? { entries.first }

  mutating func push(_ time: Instant, _ unit: Int) {
    entries.append((time, unit))
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if entries[parent] < entries[child] { break }
      entries.swapAt(parent, child)
      child = parent
    }
  }

  mutating func removeFirst() {
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    var parent = 0
    while true {
      var least = 2 * parent + 1
      if least >= entries.count { return }
      if least + 1 < entries.count, entries[least + 1] < entries[least] { least += 1 }
      if entries[parent] < entries[least] { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
