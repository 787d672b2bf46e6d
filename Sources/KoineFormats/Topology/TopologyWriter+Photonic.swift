import KoineModel

extension TopologyWriter {
  static func photonicCore(_ core: PhotonicCore) -> DocumentTree {
    var fields = Fields()
    if core.design != .weightStationary { fields.add("design", core.design.rawValue) }
    fields.add("rows", integer: core.rows)
    fields.add("columns", integer: core.columns)
    fields.add("cores", integer: core.cores)
    fields.add("wavelengths", integer: core.wavelengths)
    fields.add("passes", integer: core.passes)
    fields.add("clock_ghz", core.clock_ghz)
    fields.add("weight_update_s", core.weightUpdate_s)
    fields.add("peak_tops", core.peak_tops)
    fields.add("precision_bits", core.precision_bits)
    fields.add("latency_s", core.latency_s)
    fields.add("electronics_w", core.electronics_w)
    fields.add("laser_w", core.laser_w)
    fields.add("hold_w", core.hold_w)
    fields.add("host_bandwidth_gb_s", core.hostBandwidth_gb_s)
    fields.add("host_efficiency", core.hostEfficiency)
    fields.add("digital_tflops", core.digital_tflops)
    fields.add("digital_bandwidth_gb_s", core.digitalBandwidth_gb_s)
    var energies = Fields()
    for (key, figure) in core.energies.named { energies.add(key, figure) }
    if !energies.isEmpty { fields.add("energies", energies.tree) }
    return fields.tree
  }
}
