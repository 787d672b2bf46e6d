/// Mean, percentiles and maximum of a value over jobs; definitions in `docs/metrics.md`.
public struct Distribution: Hashable, Sendable {
  /// Jobs that have the value; at least 1.
  public var count: Int
  public var mean: Double
  public var p50: Double
  public var p90: Double
  public var p99: Double
  public var max: Double

  public init(count: Int, mean: Double, p50: Double, p90: Double, p99: Double, max: Double) {
    self.count = count
    self.mean = mean
    self.p50 = p50
    self.p90 = p90
    self.p99 = p99
    self.max = max
  }

  /// The distribution of times, in seconds; `nil` for no times. Rearranges `nanoseconds`.
  ///
  /// - Complexity: O(count) on average.
  init?(seconds nanoseconds: UnsafeMutableBufferPointer<Int64>) {
    guard let first = nanoseconds.first else { return nil }
    var sum: Int128 = 0
    var largest = first
    for value in nanoseconds {
      sum += Int128(value)
      largest = Swift.max(largest, value)
    }
    var start = 0
    func percentile(_ percent: Int) -> Double {
      let found = Selection.bracket(percent: percent, from: start, of: nanoseconds)
      start = found.next
      let difference = Int128(found.upper) - Int128(found.lower)
      let scaled = Int128(found.lower) * 100 + difference * Int128(found.hundredths)
      return Double(scaled) / 1e11
    }
    count = nanoseconds.count
    mean = Double(sum) / Double(nanoseconds.count) / 1e9
    (p50, p90, p99) = (percentile(50), percentile(90), percentile(99))
    max = Double(largest) / 1e9
  }

  /// The distribution of `values`; `nil` for no values.
  ///
  /// - Precondition: no value is NaN.
  /// - Complexity: O(count) on average.
  init?(_ values: [Double]) {
    guard var largest = values.first else { return nil }
    var sum = 0.0
    for value in values {
      sum += value
      largest = Swift.max(largest, value)
    }
    var values = values
    count = values.count
    mean = sum / Double(values.count)
    max = largest
    (p50, p90, p99) = values.withUnsafeMutableBufferPointer { values in
      var start = 0
      func percentile(_ percent: Int) -> Double {
        let found = Selection.bracket(percent: percent, from: start, of: values)
        start = found.next
        return found.lower + (found.upper - found.lower) * Double(found.hundredths) / 100
      }
      return (percentile(50), percentile(90), percentile(99))
    }
  }
}
