public import KoineModel

extension FleetOutcome {
  /// The shares and the size that whole nodes allow, with a full stop; `nil` where they are near what
  /// was asked.
  public var sentence: String? {
    if isNear { return nil }
    let parts = zip(asked, reached).map { share, reached in
      "\(decimal(reached * 100, places: 1)) % \(share.kind) "
        + "(asked for \(decimal(share.share * 100, places: 1)) %)"
    }
    let size = now == before ? "" : " instead of \(grouped(before))"
    return
      "The fleet has \(parts.joined(separator: ", ")) and \(counted(now, "accelerator"))\(size): "
      + "whole nodes allow nothing nearer."
  }
}
