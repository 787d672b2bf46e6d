extension Topology {
  /// The chips that `name` stands for: by key, by product, or by alias, whatever the case.
  ///
  /// Several when a product or an alias is shared by vendors; none when the cluster has no such chip.
  /// - Complexity: O(chips of the cluster).
  public func chips(named name: String) -> [ChipHandle] {
    let wanted = name.lowercased()
    return chips.indices.filter { index in
      let chip = chips[index]
      return chip.key.lowercased() == wanted || chip.product.lowercased() == wanted
        || chip.aliases.contains { $0.lowercased() == wanted }
    }.map { ChipHandle($0) }
  }
}
