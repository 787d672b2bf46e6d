public import KoineModel

/// Replicas of a service that are wanted over time: a function of the load curve alone.
///
/// The engine starts and stops replicas after it. A replica that is up but below its load is
/// reserved and idle for that share; see ``busyShare(load_requests_per_s:replicas:)``.
public struct ServicePlan: Hashable, Sendable {
  public var load: LoadCurve
  public var scaling: ScalingRule
  /// What one replica takes, requests/s.
  public var replica_requests_per_s: Double

  /// - Precondition: `replica_requests_per_s` is above 0.
  public init(load: LoadCurve, scaling: ScalingRule, replica_requests_per_s: Double) {
    precondition(replica_requests_per_s > 0, "a replica serves something")
    self.load = load
    self.scaling = scaling
    self.replica_requests_per_s = replica_requests_per_s
  }

  /// The plan of `service` on replicas of `capacity`.
  public init(_ service: Service, capacity: ServingCapacity) {
    self.init(
      load: service.load, scaling: service.scaling,
      replica_requests_per_s: capacity.requests_per_s)
  }

  /// Replicas for a load with the head-room of the rule, between its minimum and maximum:
  /// ceil(load x (1 + head-room) / throughput).
  public func replicas(load_requests_per_s: Double) -> Int {
    let needed = load_requests_per_s * (1 + scaling.headRoom) / replica_requests_per_s
    // A load of exactly n replicas must not ask for one more because a quotient was rounded up.
    let count = (needed * (1 - 1e-12)).rounded(.up)
    let whole = count >= 1e9 ? 1_000_000_000 : Int(count)
    return min(max(whole, scaling.minimum), scaling.maximum)
  }

  /// Replicas wanted at `time`: the most that any moment asks for between `hold` before and `lead`
  /// after it.
  ///
  /// - Complexity: O(steps inside the window).
  public func wanted(at time: Instant) -> Int {
    let start = Instant(nanoseconds: time.nanoseconds - scaling.hold.nanoseconds)
    let last = time + scaling.lead
    var most = replicas(load_requests_per_s: load.rate(at: start))
    var next = load.change(after: start)
    while next <= last && next.isReached {
      most = max(most, replicas(load_requests_per_s: load.rate(at: next)))
      next = load.change(after: next)
    }
    return most
  }

  /// The first time after `time` at which ``wanted(at:)`` may change; ``Instant/never`` if none.
  ///
  /// A change of the load acts `lead` before itself, and `hold` after itself.
  public func change(after time: Instant) -> Instant {
    // A load that changes at `t` enters the window at t - lead and leaves it just after t + hold.
    let entering = load.change(after: time + scaling.lead)
    let leavingFrom = Instant(nanoseconds: time.nanoseconds - scaling.hold.nanoseconds)
    let leaving = load.change(after: leavingFrom)
    let early =
      entering.isReached
      ? Instant(nanoseconds: entering.nanoseconds - scaling.lead.nanoseconds) : .never
    return min(early, leaving + scaling.hold)
  }

  /// A count of replicas that holds from `start` until the next step.
  public struct Step: Hashable, Sendable {
    public var start: Instant
    public var replicas: Int
  }

  /// Wanted replicas from the origin to `end`, as steps that differ from their neighbours.
  ///
  /// - Complexity: O(changes x steps inside the window).
  public func steps(until end: Instant) -> [Step] {
    var steps = [Step(start: .zero, replicas: wanted(at: .zero))]
    var time = change(after: .zero)
    while time < end {
      let count = wanted(at: time)
      if count != steps[steps.count - 1].replicas {
        steps.append(Step(start: time, replicas: count))
      }
      time = change(after: time)
    }
    return steps
  }

  /// Load that `replicas` running replicas cannot take, requests/s.
  public func unserved(load_requests_per_s: Double, replicas: Int) -> Double {
    max(0, load_requests_per_s - Double(replicas) * replica_requests_per_s)
  }

  /// The share of the running replicas' capacity that the load uses, 0...1; the rest is reserved and
  /// idle. 1 without replicas.
  public func busyShare(load_requests_per_s: Double, replicas: Int) -> Double {
    replicas == 0
      ? 1 : min(1, load_requests_per_s / (Double(replicas) * replica_requests_per_s))
  }
}
