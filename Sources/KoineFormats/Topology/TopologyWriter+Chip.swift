import KoineModel

extension TopologyWriter {
  static func chip(_ chip: Chip) -> DocumentTree {
    var fields = Fields()
    fields.add("vendor", chip.vendor)
    fields.add("country", chip.country)
    fields.add("product", chip.product)
    if !chip.aliases.isEmpty { fields.add("aliases", .list(chip.aliases.map { .text($0) })) }
    fields.add("kind", chip.kind.rawValue)
    fields.add("year", integer: chip.year)
    fields.add("process", chip.process)
    fields.add("memory_type", chip.memoryType)
    fields.add("memory_gb", chip.memory_gb)
    fields.add("memory_bandwidth_gb_s", chip.memoryBandwidth_gb_s)
    var peaks = Fields()
    for precision in Precision.allCases {
      peaks.add(precision.rawValue, chip.peak_tflops[precision])
    }
    if !peaks.isEmpty { fields.add("peak_tflops", peaks.tree) }
    var shares = Fields()
    for kind in OperatorClass.allCases { shares.add(kind.rawValue, chip.efficiency[kind]) }
    if !shares.isEmpty { fields.add("efficiency", shares.tree) }
    fields.add("kernel_launch_us", chip.kernelLaunch_us)
    fields.add("link", chip.linkName)
    fields.add("link_gb_s", chip.link_gb_s)
    fields.add("scale_up_limit", integer: chip.scaleUpLimit)
    fields.add("host_interface", chip.hostInterface)
    fields.add("tdp_w", chip.tdp_w)
    fields.add("idle_w", chip.idle_w)
    fields.add("busy_w", chip.busy_w)
    fields.add("price_cny", chip.price_cny)
    fields.add("rent_cny_per_hour", chip.rent_cny_per_hour)
    if let core = chip.photonic { fields.add("photonic", photonicCore(core)) }
    fields.add("form_factor", chip.formFactor)
    fields.add("software", chip.software)
    fields.add("cuda_compatibility", chip.cudaCompatibility)
    fields.add("notes", chip.notes)
    return fields.tree
  }
}
