public import KoineModel

/// How much of what is free on a node the typical task could not use.
///
/// For each typical task the free accelerators count as fragments when the node cannot take the
/// task, and otherwise those that have less free than it asks for; for tasks without accelerators
/// all of them do. The node's fragmentation is the mean over the typical tasks. Source: Weng et al.,
/// "Beware of Fragmentation", ATC 2023, section 3, and its public simulator.
public struct Fragmentation: ~Copyable {
  private let entries: Column<TypicalTasks.Entry>
  private let accepts: Column<Bool>
  private let chipCount: Int

  /// Fragmentation by the typical tasks given.
  public init(_ typical: TypicalTasks) {
    entries = Column(typical.entries)
    accepts = Column(typical.accepts)
    chipCount = typical.chipCount
  }

  /// Fragments of a node, thousandths of an accelerator.
  ///
  /// The sums are kept apart by reason and added at the end, in the order of the published
  /// simulator: placements compare differences whose last bits matter.
  /// - Parameters:
  ///   - left_milli: what is free of each accelerator, in its first `count` places.
  ///   - cpu_milli: free host processors.
  /// - Complexity: O(typical tasks x accelerators).
  public func ofNode(
    left_milli: borrowing Column<Int32>, count: Int, cpu_milli: Int64, chip: ChipHandle
  ) -> Double {
    var total: Int32 = 0
    for slot in 0..<count { total &+= left_milli[slot] }
    let free = Double(total)
    let chipPlace = chip == .none ? chipCount : chip.index
    var (lacksBoth, lacksAccelerator, lacksCPU, hostOnly, hostOnlyLacks, wrongChip) =
      (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for index in 0..<entries.count {
      let entry = entries[index]
      let hasCPU = cpu_milli >= entry.cpu_milli
      if entry.share_milli == 0 {
        if hasCPU { hostOnly += entry.part * free } else { hostOnlyLacks += entry.part * free }
      } else if !accepts[index * (chipCount + 1) + chipPlace] {
        wrongChip += entry.part * free
      } else {
        let (fitting, tooSmall) = split(left_milli, count, at: Int32(entry.share_milli))
        switch (fitting >= entry.accelerators, hasCPU) {
        case (true, true): lacksAccelerator += entry.part * Double(tooSmall)
        case (true, false): lacksCPU += entry.part * free
        case (false, true): lacksAccelerator += entry.part * free
        case (false, false): lacksBoth += entry.part * free
        }
      }
    }
    return ((((lacksBoth + lacksAccelerator) + lacksCPU) + hostOnly) + hostOnlyLacks) + wrongChip
  }

  /// Accelerators with at least `need` free, and what is free on the others.
  @inline(__always)
  private func split(
    _ left_milli: borrowing Column<Int32>, _ count: Int, at need: Int32
  ) -> (fitting: Int, tooSmall_milli: Int32) {
    var fitting = 0
    var tooSmall: Int32 = 0
    for slot in 0..<count {
      let left = left_milli[slot]
      fitting &+= left >= need ? 1 : 0
      tooSmall &+= left >= need ? 0 : left
    }
    return (fitting, tooSmall)
  }
}

extension ClusterState {
  /// Writes what is free of each accelerator of a node into `left_milli`, and returns their number.
  ///
  /// - Precondition: `left_milli` has a place for each.
  public func load(_ node: NodeHandle, into left_milli: inout Column<Int32>) -> Int {
    let count = accelerators(of: node)
    for slot in 0..<count { left_milli[slot] = Int32(freeShare_milli(of: node, slot: slot)) }
    return count
  }
}
