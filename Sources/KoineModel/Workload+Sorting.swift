extension Workload {
  /// Sorts all columns by submission, equal times in their present order.
  ///
  /// - Complexity: O(n log n).
  public mutating func sortBySubmission() {
    let submit = submit
    // Swift's sort is stable in practice but does not promise it: the index breaks ties.
    let order = submit.indices.sorted { a, b in
      submit[a] == submit[b] ? a < b : submit[a] < submit[b]
    }
    select(order)
  }

  /// Keeps the jobs at `order`, in that order, in every column; requests and tenants keep their handles.
  mutating func select(_ order: some RandomAccessCollection<Int>) {
    func selected<Element>(_ column: [Element]) -> [Element] {
      column.isEmpty ? [] : order.map { column[$0] }
    }
    switch names {
    case .ordinal where order.elementsEqual(0..<order.count): break
    case .ordinal: names = .numbers(order.map { Int64($0 + 1) })
    case .numbers(let numbers): names = .numbers(selected(numbers))
    case .texts(let texts): names = .texts(selected(texts))
    }
    submit = selected(submit)
    duration = selected(duration)
    estimate = selected(estimate)
    request = selected(request)
    tenant = selected(tenant)
    priority = selected(priority)
    ending = selected(ending)
    units = selected(units)
    stop = selected(stop)
    cancel = selected(cancel)
    deadline = selected(deadline)
    service = selected(service)
    elastic = selected(elastic)
    ladderOfJob = selected(ladderOfJob)
    if let work = measured {
      measured?.kind = selected(work.kind)
      measured?.units = selected(work.units)
    }
  }
}

extension Workload {
  /// Drops all but the first `limit` jobs; requests and tenants keep their handles.
  public mutating func keepFirst(_ limit: Int) {
    if limit < count { select(0..<limit) }
  }
}
