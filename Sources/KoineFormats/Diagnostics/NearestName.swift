/// The name of `known` nearest to `found` by edit distance, if it is near enough to be a slip.
///
/// Distance counts slips of the keyboard over lower-cased characters, swapped neighbours as one; near enough is at most a third of the
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

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, no place
/// edited twice (optimal string alignment).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      let substitution = last[j] + (a[i] == b[j] ? 0 : 1)
      var distance = min(substitution, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
