public import KoineModel

/// In which order jobs try the kinds of chips that they accept.
public struct ChipPreference: Hashable, Sendable {
  /// By request, the chips that it accepts, the most wanted first; chips that are left out are not
  /// tried.
  public var order: [[ChipHandle]]

  /// - Precondition: one entry for each request of the workload.
  public init(order: [[ChipHandle]]) { self.order = order }
}
