public import KoineModel

/// Integrates, over the faults of a run, what each layout of scale-up domains could not place.
///
/// The waste ratio is the healthy accelerator-time that no group can use over all healthy
/// accelerator-time of the layout's domains, from the first fault to the last change. Source: the
/// definition of InfiniteHBD, arXiv 2502.03885, section 6.
public struct WasteRecorder: Sendable {
  public let layouts: [ScaleUpLayout]
  public let groups: [Int]
  public let accelerators: Int
  /// Accelerators x nanoseconds, layout by layout and group by group.
  private var healthy: [Int128]
  private var wasted: [Int128]
  private var since: Instant?
  /// What holds since the last change.
  private var healthyNow: [Int]
  private var wastedNow: [Int]

  /// - Precondition: all nodes of the run have `accelerators`.
  public init(layouts: [ScaleUpLayout], groups: [Int], accelerators: Int) {
    precondition(accelerators > 0 && groups.allSatisfy { $0 > 0 })
    self.layouts = layouts
    self.groups = groups
    self.accelerators = accelerators
    let count = layouts.count * groups.count
    healthy = Array(repeating: 0, count: count)
    wasted = healthy
    healthyNow = Array(repeating: 0, count: count)
    wastedNow = healthyNow
  }

  /// Notes that from `time` on exactly the nodes marked in `isUp` are healthy.
  /// - Complexity: O(nodes x layouts x groups).
  public mutating func record(_ isUp: [Bool], from time: Instant) {
    advance(to: time)
    for (row, layout) in layouts.enumerated() {
      for (column, group) in groups.enumerated() {
        let capacity = layout.capacity(group: group, isUp: isUp, accelerators: accelerators)
        let index = row * groups.count + column
        healthyNow[index] = capacity.healthy
        wastedNow[index] = capacity.healthy - capacity.placeable
      }
    }
  }

  /// Lets time pass; nothing is counted before the first record.
  public mutating func advance(to time: Instant) {
    if let since {
      let span = Int128((time - since).nanoseconds)
      for index in healthy.indices {
        healthy[index] += Int128(healthyNow[index]) * span
        wasted[index] += Int128(wastedNow[index]) * span
      }
    }
    since = time
  }

  /// The waste ratio of a layout for groups of one size; `nil` if it never had healthy time.
  public func wasteRatio(layout: Int, group: Int) -> Double? {
    let index = layout * groups.count + group
    return healthy[index] > 0 ? Double(wasted[index]) / Double(healthy[index]) : nil
  }
}
