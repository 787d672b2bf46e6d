import KoineModel

/// A chip as a file defines it, and where.
struct ChipDefinition {
  var chip: Chip
  var place: YAMLValue

  static let keys =
    [
      "country",
      "vendor", "product", "aliases", "kind", "year", "process", "memory_type", "memory_gb",
      "memory_bandwidth_gb_s", "peak_tflops", "link", "link_gb_s", "scale_up_limit",
      "host_interface", "tdp_w", "idle_w", "busy_w", "price_cny", "rent_cny_per_hour", "photonic",
      "efficiency", "kernel_launch_us",
      "form_factor", "software", "cuda_compatibility", "notes",
    ] + YAMLMapping.originKeys

  /// Reads the mapping under the chip's key.
  init?(_ value: YAMLValue, key: String) {
    guard let fields = value.mapping(known: Self.keys) else { return nil }
    let slash = key.firstIndex(of: "/")
    if slash == nil || slash == key.startIndex || key.last == "/" {
      value.report(.wrongType(found: "'\(key)'", expected: "a key of the form vendor/product"))
    }
    let vendor = fields["vendor"]?.name() ?? String(key[..<(slash ?? key.endIndex)])
    let product =
      fields["product"]?.name() ?? slash.map { String(key[key.index(after: $0)...]) } ?? key
    chip = Chip(
      key: key, vendor: vendor, product: product, aliases: fields["aliases"]?.names() ?? [],
      kind: fields["kind"]?.choice("kind of chip") ?? .gpu)
    chip.country = fields["country"]?.countryCode()
    place = value
    let origin = fields.origin()
    readFigures(fields, origin)
    readTexts(fields)
    chip.year = fields["year"]?.integer(in: 1990...2100)
    chip.scaleUpLimit = fields["scale_up_limit"]?.integer(in: 1...10_000_000)
    chip.photonic = fields["photonic"].flatMap { PhotonicCore($0, origin) }
  }

  private mutating func readFigures(_ fields: YAMLMapping, _ origin: FigureOrigin) {
    chip.memory_gb = fields.figure("memory_gb", .memory_gb, origin)
    chip.memoryBandwidth_gb_s = fields.figure("memory_bandwidth_gb_s", .bandwidth_gb_s, origin)
    chip.link_gb_s = fields.figure("link_gb_s", .bandwidth_gb_s, origin)
    chip.tdp_w = fields.figure("tdp_w", .power_w, origin)
    chip.idle_w = fields.figure("idle_w", .power_w, origin)
    chip.busy_w = fields.figure("busy_w", .power_w, origin)
    chip.price_cny = fields.figure("price_cny", .price_cny, origin)
    chip.rent_cny_per_hour = fields.figure("rent_cny_per_hour", .rent_cny_per_hour, origin)
    chip.kernelLaunch_us = fields.figure("kernel_launch_us", .latency_us, origin)
    readEfficiencies(fields, origin)
    let known = Precision.allCases.map(\.rawValue)
    guard let peaks = fields["peak_tflops"]?.mapping(known: known) else { return }
    for precision in Precision.allCases {
      chip.peak_tflops[precision] = peaks.figure(precision.rawValue, .peak_tflops, origin)
    }
  }

  private mutating func readEfficiencies(_ fields: YAMLMapping, _ origin: FigureOrigin) {
    let known = OperatorClass.allCases.map(\.rawValue)
    guard let shares = fields["efficiency"]?.mapping(known: known) else { return }
    for kind in OperatorClass.allCases {
      chip.efficiency[kind] = shares.figure(kind.rawValue, .efficiency, origin)
    }
  }

  private mutating func readTexts(_ fields: YAMLMapping) {
    chip.linkName = fields["link"]?.text()
    chip.process = fields["process"]?.text()
    chip.memoryType = fields["memory_type"]?.text()
    chip.hostInterface = fields["host_interface"]?.text()
    chip.formFactor = fields["form_factor"]?.text()
    chip.software = fields["software"]?.text()
    chip.cudaCompatibility = fields["cuda_compatibility"]?.text()
    chip.notes = fields["notes"]?.text()
  }
}

extension YAMLValue {
  /// Two capital letters of ISO 3166-1.
  fileprivate func countryCode() -> String? {
    guard let code = text() else { return nil }
    if code.utf8.count == 2, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) { return code }
    report(.wrongType(found: appearance, expected: "a country of ISO 3166-1 such as CN"))
    return nil
  }
}
