/// Jobs that may be split over two kinds of chips.
extension Workload {
  /// Kinds of chips of one job that are paired, those with most accelerators.
  private static let splitKinds = 3

  /// Appends, for every training job that names several chips of which any one will do, requests for
  /// two of them together: a quarter, a half and three quarters on the first, whose vendors can talk.
  ///
  /// Jobs keep their requests; who starts them may take one of ``splits`` instead.
  /// - Complexity: O(requests x chips).
  public mutating func allowSplits(on topology: Topology) {
    splits = Array(repeating: [], count: requests.count)
    for index in requests.indices {
      for (first, second) in splitPairs(of: requests[index], on: topology) {
        for quarters in [2, 1, 3] as [Int32] {
          appendSplit(of: index, first, second, quarters, topology)
        }
      }
    }
    splits += Array(repeating: [], count: requests.count - splits.count)
  }

  private func splitPairs(
    of request: Request, on topology: Topology
  ) -> [(ChipHandle, ChipHandle)] {
    guard request.work != .none, request.chips != .none, request.parts.isEmpty,
      request.tasks == 0, !request.localityIsRequired || request.locality == .anywhere,
      case .training = works[request.work.index].task
    else { return [] }
    let capacity = topology.acceleratorsByChip
    var kinds: [ChipHandle] = []
    for name in chipSelections[request.chips.index] {
      for chip in topology.chips(named: name) where capacity[chip.index] > 0 {
        if !kinds.contains(chip) { kinds.append(chip) }
      }
    }
    kinds.sort { (capacity[$1.index], $0) < (capacity[$0.index], $1) }
    kinds = Array(kinds.prefix(Self.splitKinds))
    var pairs: [(ChipHandle, ChipHandle)] = []
    for (place, first) in kinds.enumerated() {
      for second in kinds.dropFirst(place + 1) {
        let pairing = topology.pairing(
          topology.chips[first.index], topology.chips[second.index])
        if pairing.transport != .none { pairs.append((first, second)) }
      }
    }
    return pairs
  }

  private mutating func appendSplit(
    of index: Int, _ first: ChipHandle, _ second: ChipHandle, _ quarters: Int32,
    _ topology: Topology
  ) {
    let all = requests[index].accelerators
    guard all * quarters % 4 == 0, all * quarters / 4 > 0, all * quarters / 4 < all else { return }
    let amounts = [all * quarters / 4, all - all * quarters / 4]
    let capacity = topology.acceleratorsByChip
    if capacity[first.index] < amounts[0] || capacity[second.index] < amounts[1] { return }
    var request = requests[index]
    let keys = [first, second].map { topology.chips[$0.index].key }
    request.chips = selection(of: keys)
    request.parts = zip(keys, amounts).map {
      RequestPart(chips: selection(of: [$0]), accelerators: $1)
    }
    splits[index].append(RequestHandle(requests.count))
    requests.append(request)
  }

  private mutating func selection(of keys: [String]) -> ChipSelectionHandle {
    if let place = chipSelections.firstIndex(of: keys) { return ChipSelectionHandle(place) }
    chipSelections.append(keys)
    return ChipSelectionHandle(chipSelections.count - 1)
  }
}
