/// A number for each row of a feasibility problem: shares of at least 0, capacities, times, rates.
struct RowValues {
  var all: [Double]

  init(_ all: [Double]) { self.all = all }

  init(like other: RowValues, _ value: Double) {
    all = [Double](repeating: value, count: other.all.count)
  }

  func map(_ change: (Double) -> Double) -> RowValues { RowValues(all.map(change)) }

  func scaled(by factor: Double) -> RowValues { map { factor * $0 } }

  func dot(_ other: RowValues) -> Double {
    var sum = 0.0
    for index in all.indices { sum += all[index] * other.all[index] }
    return sum
  }

  var norm: Double { dot(self).squareRoot() }

  static func combine(
    _ a: RowValues, _ b: RowValues, _ rule: (Double, Double) -> Double
  ) -> RowValues {
    RowValues(a.all.indices.map { rule(a.all[$0], b.all[$0]) })
  }

  static func combine(
    _ a: RowValues, _ b: RowValues, _ c: RowValues, _ rule: (Double, Double, Double) -> Double
  ) -> RowValues {
    RowValues(a.all.indices.map { rule(a.all[$0], b.all[$0], c.all[$0]) })
  }
}
