import KoineModel

extension Workload {
  /// Sorts all columns by submission, equal times in their present order.
  ///
  /// - Complexity: O(n log n).
  mutating func sortBySubmission() {
    let submit = submit
    // Swift's sort is stable in practice but does not promise it: the index breaks ties.
    let order = submit.indices.sorted { a, b in
      submit[a] == submit[b] ? a < b : submit[a] < submit[b]
    }
    func arranged<Element>(_ column: [Element]) -> [Element] { order.map { column[$0] } }
    self.submit = arranged(submit)
    duration = arranged(duration)
    estimate = arranged(estimate)
    request = arranged(request)
    tenant = arranged(tenant)
    priority = arranged(priority)
    ending = arranged(ending)
    switch names {
    case .ordinal: names = .numbers(order.map { Int64($0 + 1) })
    case .numbers(let numbers): names = .numbers(arranged(numbers))
    case .texts(let texts): names = .texts(arranged(texts))
    }
  }
}
