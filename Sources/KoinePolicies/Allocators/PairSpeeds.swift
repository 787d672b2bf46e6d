/// How fast two jobs run while they share the chips of one kind.
///
/// Jobs are known by class; jobs of one class are equally fast everywhere.
public struct PairSpeeds: Sendable {
  public let classes: Int
  public let kinds: Int
  /// By class, other class and kind: units of work per second of the class; 0 if they cannot share.
  private var speeds: [Double]
  /// By class and other class: whether somebody measured them on some kind.
  private var known: [Bool]

  /// A table in which nobody can share.
  public init(classes: Int, kinds: Int) {
    self.classes = classes
    self.kinds = kinds
    speeds = [Double](repeating: 0, count: classes * classes * kinds)
    known = [Bool](repeating: false, count: classes * classes)
  }

  /// The speed of `one` while `other` runs on the same chips of `kind`. What is set is known, 0 too.
  public subscript(one: Int, with other: Int, on kind: Int) -> Double {
    get { speeds[(one * classes + other) * kinds + kind] }
    set {
      speeds[(one * classes + other) * kinds + kind] = newValue
      known[one * classes + other] = true
    }
  }

  /// Whether the two were measured together.
  public func isKnown(_ one: Int, _ other: Int) -> Bool {
    known[one * classes + other] && known[other * classes + one]
  }

  /// Whether both get something done.
  public func canShare(_ one: Int, _ other: Int, _ kind: Int) -> Bool {
    self[one, with: other, on: kind] > 0 && self[other, with: one, on: kind] > 0
  }
}
