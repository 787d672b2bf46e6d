/// The volume that lies between `points` and `reference`: what they dominate of the box below it.
///
/// Points that are not below the reference in every objective add nothing. By slices along the last
/// objective, recursively down to two. Source: Zitzler and Thiele, IEEE TEC 3(4), 1999.
/// - Complexity: O(n log n) for two objectives, O(n^(objectives - 1) log n) for more.
public func hypervolume(of points: [[Double]], reference: [Double]) -> Double {
  let inside = points.filter { point in zip(point, reference).allSatisfy { $0 < $1 } }
  guard !inside.isEmpty else { return 0 }
  switch reference.count {
  case 1: return reference[0] - inside.map { $0[0] }.min()!
  case 2: return area(of: inside, reference)
  default: return slices(of: inside, reference)
  }
}

private func area(of points: [[Double]], _ reference: [Double]) -> Double {
  var area = 0.0
  var height = reference[1]
  for point in points.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) where point[1] < height {
    area += (reference[0] - point[0]) * (height - point[1])
    height = point[1]
  }
  return area
}

private func slices(of points: [[Double]], _ reference: [Double]) -> Double {
  let last = reference.count - 1
  let levels = points.sorted { $0[last] < $1[last] }
  var volume = 0.0
  for (index, point) in levels.enumerated() {
    let top = index + 1 < levels.count ? levels[index + 1][last] : reference[last]
    if top == point[last] { continue }
    let base = levels[...index].map { Array($0.dropLast()) }
    volume += hypervolume(of: base, reference: Array(reference.dropLast())) * (top - point[last])
  }
  return volume
}
