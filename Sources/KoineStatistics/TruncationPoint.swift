/// Observations at the beginning of a simulation's output that are better left out, by MSER-5.
///
/// Means of batches of five are formed, and the truncation is the one that leaves the smallest
/// standard error of what remains, less than half of them; White (1997), "An effective truncation
/// heuristic for bias reduction in simulation output", Simulation 69(6), with the batches of
/// White, Cobb and Spratt (2000).
/// - Returns: a multiple of five; 0 for fewer than ten observations.
/// - Complexity: O(n).
public func mser5(_ observations: [Double]) -> Int {
  let batch = 5
  let count = observations.count / batch
  guard count >= 2 else { return 0 }
  let means = (0..<count).map { index in
    observations[index * batch..<(index + 1) * batch].reduce(0, +) / Double(batch)
  }
  // From the end: the mean and the squared deviations of what remains grow by one batch at a time.
  var best = (place: 0, error: Double.infinity)
  var mean = 0.0
  var deviations = 0.0
  for place in means.indices.reversed() {
    let remaining = Double(count - place)
    let distance = means[place] - mean
    mean += distance / remaining
    deviations += distance * (means[place] - mean)
    // Of equal ones the earliest, which leaves out least.
    let error = deviations / (remaining * remaining)
    if place * 2 < count && error <= best.error { best = (place, error) }
  }
  return best.place * batch
}
