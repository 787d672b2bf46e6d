public import KoineModel

/// Which jobs of a workload run, and how densely they come.
public struct WorkloadSelection: Hashable, Sendable {
  /// Jobs to generate, or to keep from the start of a file or window.
  public var jobs: Int?
  /// Accelerator time asked for, over the capacity of the cluster from the first submission to the
  /// last.
  public var load: Double?
  /// Only jobs submitted then or later, from the origin of the workload's clock.
  public var from: Interval?
  /// Only jobs submitted before.
  public var to: Interval?

  public init(
    jobs: Int? = nil, load: Double? = nil, from: Interval? = nil, to: Interval? = nil
  ) {
    self.jobs = jobs
    self.load = load
    self.from = from
    self.to = to
  }

  /// Whether everything runs as it comes.
  public var isWhole: Bool { self == WorkloadSelection() }
}

extension WorkloadSelection {
  init(_ fields: YAMLMapping) {
    jobs = fields["jobs"]?.integer(in: 1...100_000_000)
    load = fields["load"]?.number(.load)
    from = fields["submit_from"]?.time()
    to = fields["submit_to"]?.time()
    if let from, let to, from >= to {
      fields["submit_to"]?.report(
        .outOfRange(
          found: "\(to.seconds) s", expected: "a time after submit_from, \(from.seconds) s"))
    }
  }

  /// The part of `workload` that is meant, on a cluster of so many accelerators.
  ///
  /// The window comes first, then the count, then the density.
  /// - Throws: that so low a load needs more years than a workload may have.
  public func apply(to workload: inout Workload, accelerators: Int) throws(InputError) {
    if from != nil || to != nil {
      workload.keep(
        submittedFrom: .zero + (from ?? .zero), before: to.map { .zero + $0 } ?? .never)
    }
    if let jobs { workload.keepFirst(jobs) }
    guard let load, let offered = workload.offeredLoad(accelerators: accelerators) else { return }
    let span_s = (workload.submit.last! - workload.submit.first!).seconds * offered / load
    if span_s > WorkloadGenerator.longestSpan_s {
      let excess = span_s / WorkloadGenerator.longestSpan_s
      throw InputError(
        Diagnostic(file: workload.name, key: "load", WorkloadGenerator.tooThin(load, by: excess)))
    }
    workload.compress(toLoad: load, accelerators: accelerators)
  }
}

extension Quantity {
  static let load = Quantity("", 0.001...1000)
}
