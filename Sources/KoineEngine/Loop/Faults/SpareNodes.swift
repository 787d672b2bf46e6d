import KoineModel

/// The nodes of optical supernodes that stay out of service until another one fails.
struct SpareNodes {
  private let optical: OpticalDomains
  /// By supernode, in the order in which they went into reserve.
  private var reserve: [[Int]]

  init(_ optical: OpticalDomains) {
    self.optical = optical
    reserve = optical.domains.map { domain in
      domain.map { Array($0.nodes.suffix($0.spareNodes)) } ?? []
    }
  }

  /// All nodes in reserve.
  var nodes: [Int] { reserve.flatMap { $0 } }

  /// Whether the node waits for another to fail; if so, it does so no more.
  mutating func remove(_ node: Int) -> Bool {
    for domain in reserve.indices {
      guard let place = reserve[domain].firstIndex(of: node) else { continue }
      reserve[domain].remove(at: place)
      return true
    }
    return false
  }

  /// Takes out of reserve the spare node that is nearest to one that fails, the lower of two.
  mutating func replacement(for node: Int) -> Int? {
    guard let domain = domain(of: node), !reserve[domain].isEmpty else { return nil }
    let nearest = reserve[domain].min { a, b in (abs(a - node), a) < (abs(b - node), b) }!
    reserve[domain].removeAll { $0 == nearest }
    return nearest
  }

  /// Puts a repaired node into reserve, if one is missing there.
  mutating func keep(_ node: Int) -> Bool {
    guard let domain = domain(of: node),
      reserve[domain].count < optical.domains[domain]!.spareNodes
    else { return false }
    reserve[domain].append(node)
    return true
  }

  private func domain(of node: Int) -> Int? {
    optical.domains.firstIndex { $0?.nodes.contains(node) == true }
  }
}
