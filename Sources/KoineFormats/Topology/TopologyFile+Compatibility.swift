import KoineModel

extension TopologyFile {
  static let pairingKeys = ["between", "transport", "bandwidth_gb_s"] + YAMLMapping.originKeys

  /// One entry of `compatibility`.
  static func pairing(_ value: YAMLValue) -> ChipPairing? {
    guard let fields = value.mapping(known: pairingKeys),
      let place = fields.required("between"), let names = place.names()
    else { return nil }
    if names.count != 2 {
      place.report(
        .wrongType(found: "\(names.count) names", expected: "two vendors or keys of chips"))
      return nil
    }
    guard
      let transport = fields.required("transport")?.choice("transport", of: PairTransport.self)
    else { return nil }
    let bandwidth = fields.figure("bandwidth_gb_s", .bandwidth_gb_s, fields.origin())
    if transport == .none, let limit = fields["bandwidth_gb_s"] {
      limit.report(.conflict("chips that cannot talk have no bandwidth"))
    }
    return ChipPairing(between: names, transport, bandwidth_gb_s: bandwidth)
  }
}
