import KoineModel

/// `utilization.allocated` and `utilization.productive`, of the cluster or of one kind of chip.
public struct Utilization: Hashable, Sendable {
  /// 0...1; `nil` without accelerators or without time.
  public var allocated: Double?
  /// 0...1; `nil` without accelerators or without time.
  public var productive: Double?

  public init(_ time: AcceleratorTime) {
    allocated = time.share(of: time.allocated)
    productive = time.share(of: time[.productive])
  }
}
