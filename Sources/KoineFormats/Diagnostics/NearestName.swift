/// The name of `known` nearest to `found` by edit distance, if it is near enough to be a slip.
///
/// Distance counts slips of the keyboard over lower-cased characters, swapped neighbours as one; near enough is at most a third of the
/// longer length, and at least one. Ties go to the first in `known`.
/// - Complexity: O(characters of `known` x characters of `found`).
public func nearestName(to found: String, among known: [String]) -> String? {
  let target = Array(found.lowercased())
  if let whole = longerName(than: target, among: known) { return whole }
  var best: (name: String, distance: Int)?
  for name in known {
    let candidate = Array(name.lowercased())
    let distance = editDistance(target, candidate)
    let limit = max(1, max(target.count, candidate.count) / 3)
    if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

/// The shortest known name that begins with what was found, where that says enough.
private func longerName(than found: [Character], among known: [String]) -> String? {
  if found.count < 3 { return nil }
  let longer = known.filter { $0.count > found.count && $0.lowercased().hasPrefix(String(found)) }
  return longer.min { $0.count < $1.count }
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
