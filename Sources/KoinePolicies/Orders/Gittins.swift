public import KoineEngine
public import KoineModel

/// The highest Gittins index first: of all jobs that have attained as much service, the chance to end
/// within the next quantum of it over the service that this takes on average.
///
/// What jobs take is known as a distribution: that of the workload's own jobs, in accelerator-seconds.
/// Sources: Gittins, "Bandit processes and dynamic allocation indices", 1979; Aalto, Ayesta, Righter,
/// "On the Gittins index in the M/G/1 queue", Queueing Systems 63, 2009; with a fixed quantum as in Gu
/// and others, "Tiresias", NSDI 2019.
public struct Gittins: Order {
  private static let quantum_s = PolicyParameter.number(
    "quantum_s", in: 1...1e9, default: 3250, unit: "accelerator-seconds", scale: .logarithmic,
    "service over which the index looks ahead")
  static let parameters = [quantum_s]

  private let quantum_s: Double
  /// Service that the jobs take, ascending, and the sums of those before each, accelerator-seconds.
  private let services_s: [Double]
  private let sums_s: [Double]

  /// - Parameter values: of what the order declares.
  public init(_ values: ParameterValues, _ workload: Workload) {
    self.init(
      quantum_s: values.number(Self.quantum_s),
      services_s: (0..<workload.count).map { job in
        let request = workload.requests[workload.request[job].index]
        return Double(request.accelerators_milli) / 1000 * workload.duration[job].seconds
      })
  }

  init(quantum_s: Double, services_s: [Double]) {
    self.quantum_s = quantum_s
    self.services_s = services_s.sorted()
    sums_s = self.services_s.reduce(into: [0]) { $0.append($0.last! + $1) }
  }

  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    Int64(sorting: -index(attained_s: state.service_s(of: job)))
  }

  /// The index of a job that has attained some service; 0 if none ever took more.
  /// - Complexity: O(log n) for n jobs.
  func index(attained_s: Double) -> Double {
    let begin = place(after: attained_s)
    if begin == services_s.count { return 0 }
    let end = place(after: attained_s + quantum_s)
    let ends = Double(end - begin)
    let untilEnd_s = sums_s[end] - sums_s[begin] - ends * attained_s
    return ends / (untilEnd_s + quantum_s * Double(services_s.count - end))
  }

  /// The number of jobs that take at most `service_s`.
  private func place(after service_s: Double) -> Int {
    var low = 0
    var high = services_s.count
    while low < high {
      let middle = (low + high) / 2
      if services_s[middle] <= service_s { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
