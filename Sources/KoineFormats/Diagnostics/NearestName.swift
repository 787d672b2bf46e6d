/// The name of `known` nearest to `found` by edit distance, if it is near enough to be a slip.
///
/// Distance is Levenshtein's over lower-cased characters; near enough is at most a third of the
/// longer length, and at least one. Ties go to the first in `known`.
/// - Complexity: O(characters of `known` x characters of `found`).
public func nearestName(to found: String, among known: [String]) -> String? {
  let target = Array(found.lowercased())
  var best: (name: String, distance: Int)?
  for name in known {
    let candidate = Array(name.lowercased())
    let distance = editDistance(target, candidate)
    let limit = max(1, max(target.count, candidate.count) / 3)
    if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substitution = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
