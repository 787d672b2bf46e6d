/// How accelerators of two kinds exchange data.
public enum PairTransport: String, CaseIterable, Sendable {
  /// Device to device over the network, by one library or by two that understand each other.
  case direct
  /// Through the memories of the hosts.
  case hostStaged = "host-staged"
  /// Not at all: no library serves both.
  case none
}

/// Whether two kinds of chips can work on one job, and how fast they talk.
public struct ChipPairing: Hashable, Sendable {
  /// Each a vendor or the key of a chip; the order does not matter.
  public var between: [String]
  public var transport: PairTransport
  /// Most that one network interface carries between them in one direction, GB/s; `nil` for no limit
  /// beyond the interfaces'.
  public var bandwidth_gb_s: Figure?

  /// - Precondition: exactly two names.
  public init(
    between: [String], _ transport: PairTransport, bandwidth_gb_s: Figure? = nil
  ) {
    precondition(between.count == 2)
    self.between = between
    self.transport = transport
    self.bandwidth_gb_s = bandwidth_gb_s
  }

  /// How closely the pairing is about these two chips: 2 for each that is named by its key, 1 by its
  /// vendor; `nil` if it is about others.
  func fit(_ a: Chip, _ b: Chip) -> Int? {
    func score(_ name: String, _ chip: Chip) -> Int? {
      let name = name.lowercased()
      if name == chip.key.lowercased() { return 2 }
      let vendor = chip.key.prefix { $0 != "/" }.lowercased()
      return name == vendor || name == chip.vendor.lowercased() ? 1 : nil
    }
    func both(_ first: Chip, _ second: Chip) -> Int? {
      guard let one = score(between[0], first), let two = score(between[1], second) else {
        return nil
      }
      return one + two
    }
    return [both(a, b), both(b, a)].compactMap { $0 }.max()
  }
}

extension Topology {
  /// How two chips of the cluster work together: the closest pairing of the file, else the default.
  ///
  /// - Complexity: O(pairings).
  public func pairing(_ a: Chip, _ b: Chip) -> ChipPairing {
    var best: (fit: Int, pairing: ChipPairing)?
    for pairing in pairings {
      if let fit = pairing.fit(a, b), fit > best?.fit ?? 0 { best = (fit, pairing) }
    }
    return best?.pairing ?? .assumed(a, b)
  }
}

extension ChipPairing {
  /// What is assumed of two chips where nobody says otherwise.
  ///
  /// One vendor's chips talk directly. FlagCX (late 2025) has no heterogeneous collectives on Ascend
  /// (HCCL) and Hygon (DUCCL), so that these stay among themselves; HetCCL takes NVIDIA and AMD to
  /// near-native speed; all others go through their hosts, at 7 to 12 GB/s (derived from the copies
  /// between device and host), of which the middle is taken.
  static func assumed(_ a: Chip, _ b: Chip) -> ChipPairing {
    let vendors = [a, b].map { String($0.key.prefix { $0 != "/" }).lowercased() }
    let between = [a.key, b.key]
    if vendors[0] == vendors[1] { return ChipPairing(between: between, .direct) }
    if vendors.contains("huawei") || vendors.contains("hygon") {
      return ChipPairing(between: between, .none)
    }
    if vendors.sorted() == ["amd", "nvidia"] { return ChipPairing(between: between, .direct) }
    return ChipPairing(
      between: between, .hostStaged,
      bandwidth_gb_s: Figure(
        9.5, confidence: .estimate,
        source: "middle of 7 to 12 GB/s, the least of either side's copies to its host"))
  }
}
