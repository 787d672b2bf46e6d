import KoineModel

extension KubernetesNodes {
  /// The chip of a node: the catalogue's, if the product label names one, else one of that name.
  func chip(_ vendor: KubernetesVendor, _ resource: String, _ labels: [String: String]) -> Chip {
    let product = Self.product(vendor, resource, labels)
    let known = catalogue.chips(named: product).filter {
      vendor.catalogueName == nil || $0.key.hasPrefix("\(vendor.catalogueName!)/")
    }
    if known.count == 1 { return known[0] }
    let slug = vendor.catalogueName ?? "kubernetes"
    let key = product.lowercased().map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
    return Chip(key: "\(slug)/\(String(key))", vendor: slug, product: product)
  }

  /// The label of the vendor's device plugin that names the product, or what the resource is called.
  private static func product(
    _ vendor: KubernetesVendor, _ resource: String, _ labels: [String: String]
  ) -> String {
    let endings = ["product", "product-name", "product.name", "model", "chip.name", "type"]
    let keys = labels.keys.sorted()
    for ending in endings {
      if let key = keys.first(where: {
        $0.hasPrefix("\(vendor.domain)/") && $0.hasSuffix(ending)
      }), let value = labels[key], !value.isEmpty {
        return value
      }
    }
    if let value = labels["accelerator"] ?? labels["node.kubernetes.io/accelerator"] {
      return value
    }
    let name = resource.split(separator: "/").last.map(String.init) ?? "unknown"
    return ["gpu", "xpu", "gcu", "mlu", "dcu", "ppu"].contains(name) ? "unknown" : name
  }

  /// The rack that the labels name, within its zone; the zone alone where they name no rack.
  static func rack(_ labels: [String: String]) -> String? {
    let keys = labels.keys.sorted()
    let rack = keys.first { $0 == "rack" || $0.hasSuffix("/rack") }.flatMap { labels[$0] }
    let zone =
      labels["topology.kubernetes.io/zone"] ?? labels["failure-domain.beta.kubernetes.io/zone"]
    let parts = [zone, rack].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}

/// A maker of accelerators as the names of device plugins' resources give it away.
struct KubernetesVendor: Hashable {
  /// The domain before the slash.
  var domain: String
  /// What our catalogue calls the vendor; `nil` if it has none of that name.
  var catalogueName: String?

  /// Resource prefixes of the makers' published device plugins.
  private static let known: [(prefix: String, catalogueName: String)] = [
    ("nvidia.com/gpu", "nvidia"), ("amd.com/gpu", "amd"), ("metax-tech.com/gpu", "metax"),
    ("huawei.com/Ascend", "huawei"), ("huawei.com/npu", "huawei"), ("birentech.com/gpu", "biren"),
    ("mthreads.com/gpu", "moore-threads"), ("iluvatar.ai/gpu", "iluvatar"),
    ("iluvatar.com/gpu", "iluvatar"), ("kunlunxin.com/xpu", "kunlunxin"),
    ("baidu.com/xpu", "kunlunxin"), ("enflame.com/gcu", "enflame"),
    ("cambricon.com/mlu", "cambricon"), ("hygon.com/dcu", "hygon"),
    ("alibabacloud.com/ppu", "t-head"), ("lightelligence.com/pace", "lightelligence"),
  ]
  /// Resources that stand beside the accelerators and count something else.
  private static let companions = ["mem", "core", "percentage", "shared"]

  /// The maker of the accelerators that `resource` counts, or `nil` if it counts something else.
  init?(resource: String) {
    guard let match = Self.known.first(where: { resource.hasPrefix($0.prefix) }) else { return nil }
    let rest = resource.dropFirst(match.prefix.count).lowercased()
    if Self.companions.contains(where: rest.contains) { return nil }
    domain = String(match.prefix.split(separator: "/")[0])
    catalogueName = match.catalogueName
  }
}

/// Amounts as Kubernetes writes them: `63`, `63500m`, `503Gi`, `1e3`.
enum KubernetesQuantity {
  private static let factors: [(suffix: String, factor: Double)] = [
    ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776),
    ("Pi", 1_125_899_906_842_624), ("Ei", 1_152_921_504_606_846_976), ("n", 1e-9), ("u", 1e-6),
    ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
  ]

  static func parse(_ text: String) -> Double? {
    if let number = Double(yaml: text), number.isFinite { return number }
    for (suffix, factor) in factors where text.hasSuffix(suffix) {
      // Dividing keeps 63500m exact, where multiplying by 0.001 would not.
      return Double(yaml: String(text.dropLast(suffix.count))).map {
        factor < 1 ? $0 / (1 / factor) : $0 * factor
      }
    }
    return nil
  }
}
