import KoineModel

/// What a request for several kinds of chips runs on.
struct ChipMix {
  /// Place of its chips, joined by plus signs, among the keys of a ``JobTable``.
  var key: Int
  /// Of all its accelerators at work; `nil` where the figure of one is unknown.
  var power_w: Double?

  /// The mixes of a workload, whose names are added to `keys`.
  static func all(
    _ workload: Workload, _ topology: Topology, _ keys: inout [String]
  ) -> [RequestHandle: ChipMix] {
    var mixes: [RequestHandle: ChipMix] = [:]
    for (index, request) in workload.requests.enumerated() where !request.parts.isEmpty {
      guard let parts = topology.parts(of: request, in: workload) else { continue }
      var names: [String] = []
      var power_w: Double? = 0
      for part in parts {
        let chip = topology.chips[
          topology.nodeType(of: topology.pools[part.pool.index]).chip.index]
        names.append(chip.key)
        power_w = power_w.flatMap { sum in
          chip.jobPower_w.map { sum + $0 * Double(part.accelerators) }
        }
      }
      mixes[RequestHandle(index)] = ChipMix(key: keys.count, power_w: power_w)
      keys.append(names.joined(separator: "+"))
    }
    return mixes
  }
}
