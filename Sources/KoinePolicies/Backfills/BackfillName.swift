/// Which jobs may overtake a blocked one.
public enum BackfillName: String, CaseIterable, Sendable {
  case none, skip, easy, conservative

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .none: "nobody overtakes: the first job that does not fit stops the pass"
    case .skip: "whoever fits starts; the blocked job has no reservation"
    case .easy: "whoever does not delay the first blocked job"
    case .conservative: "whoever delays no job that came before"
    }
  }
}
