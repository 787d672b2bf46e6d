extension Variant {
  /// Names for paths and names: their last parts, and where those coincide as many more as tell them
  /// apart: `p.yaml`, but `day1/p.yaml` beside `day2/p.yaml`.
  ///
  /// - Returns: in the order of `paths`, no two equal unless two paths are.
  /// - Complexity: O(paths² x parts).
  public static func labels(of paths: [String]) -> [String] {
    paths.map { path in
      let kin = paths.filter { $0 != path && ending($0, 1) == ending(path, 1) }
      let parts = path.split(separator: "/").count
      let count = (1...max(1, parts)).first { count in
        kin.allSatisfy { ending($0, count) != ending(path, count) }
      }
      return count.map { ending(path, $0) } ?? path
    }
  }

  /// The last parts of a path; the whole path where it has no more.
  private static func ending(_ path: String, _ count: Int) -> String {
    let parts = path.split(separator: "/")
    return count >= parts.count && parts.count > 1
      ? path : parts.suffix(count).joined(separator: "/")
  }

  /// The same variants, each under a name of its own: what comes again under one name is counted.
  static func distinct(_ variants: [Variant]) -> [Variant] {
    var seen: Set<String> = []
    return variants.map { variant in
      var variant = variant
      var count = 1
      while !seen.insert(count == 1 ? variant.name : "\(variant.name) (\(count))").inserted {
        count += 1
      }
      if count > 1 { variant.name += " (\(count))" }
      return variant
    }
  }
}
