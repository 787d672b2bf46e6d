extension Workload {
  /// The chips of a request as tables write them: `a|b` for any one of them, `a:32+b:32` for several
  /// together, empty for any chip at all.
  public func chipsText(of request: Request) -> String {
    func names(_ selection: ChipSelectionHandle) -> String {
      selection == .none ? "" : chipSelections[selection.index].joined(separator: "|")
    }
    if request.parts.isEmpty { return names(request.chips) }
    return request.parts.map { "\(names($0.chips)):\($0.accelerators)" }.joined(separator: "+")
  }

  /// Whether any job asks for several kinds of chips together.
  public var hasMixes: Bool { requests.contains { !$0.parts.isEmpty } }
}
