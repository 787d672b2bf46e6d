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
    func arranged<Element>(_ column: [Element]) -> [Element] { order.map { column[$0] } }
    self.submit = arranged(submit)
    duration = arranged(duration)
    estimate = arranged(estimate)
    request = arranged(request)
    tenant = arranged(tenant)
    priority = arranged(priority)
    ending = arranged(ending)
    if !units.isEmpty { units = arranged(units) }
    if let work = measured {
      measured?.kind = arranged(work.kind)
      measured?.units = arranged(work.units)
    }
    if !stop.isEmpty { stop = arranged(stop) }
    if !cancel.isEmpty { cancel = arranged(cancel) }
    if !deadline.isEmpty { deadline = arranged(deadline) }
    if !service.isEmpty { service = arranged(service) }
    switch names {
    case .ordinal: names = .numbers(order.map { Int64($0 + 1) })
    case .numbers(let numbers): names = .numbers(arranged(numbers))
    case .texts(let texts): names = .texts(arranged(texts))
    }
  }
}

extension Workload {
  /// Drops all but the first `limit` jobs; requests and tenants keep their handles.
  public mutating func keepFirst(_ limit: Int) {
    guard limit < count else { return }
    submit.removeSubrange(limit...)
    duration.removeSubrange(limit...)
    estimate.removeSubrange(limit...)
    request.removeSubrange(limit...)
    tenant.removeSubrange(limit...)
    priority.removeSubrange(limit...)
    ending.removeSubrange(limit...)
    if !units.isEmpty { units.removeSubrange(limit...) }
    measured?.kind.removeSubrange(limit...)
    measured?.units.removeSubrange(limit...)
    if !stop.isEmpty { stop.removeSubrange(limit...) }
    if !cancel.isEmpty { cancel.removeSubrange(limit...) }
    if !deadline.isEmpty { deadline.removeSubrange(limit...) }
    if !service.isEmpty { service.removeSubrange(limit...) }
    switch names {
    case .ordinal: break
    case .numbers(let numbers): names = .numbers(Array(numbers.prefix(limit)))
    case .texts(let texts): names = .texts(Array(texts.prefix(limit)))
    }
  }
}
