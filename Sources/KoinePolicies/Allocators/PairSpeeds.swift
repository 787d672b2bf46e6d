/// How fast two jobs run while they share the chips of one kind.
///
/// Jobs are known by class; jobs of one class are equally fast everywhere.
public struct PairSpeeds: Sendable {
  public let classes: Int
  public let kinds: Int
  /// By class, other class and kind: units of work per second of the class; 0 if they cannot share.
  private var speeds: [Double]

  /// A table in which nobody can share.
  public init(classes: Int, kinds: Int) {
    self.classes = classes
    self.kinds = kinds
    speeds = [Double](repeating: 0, count: classes * classes * kinds)
  }

  /// The speed of `one` while `other` runs on the same chips of `kind`.
  public subscript(one: Int, with other: Int, on kind: Int) -> Double {
    get { speeds[(one * classes + other) * kinds + kind] }
    set { speeds[(one * classes + other) * kinds + kind] = newValue }
  }

  /// Whether both get something done.
  public func canShare(_ one: Int, _ other: Int, _ kind: Int) -> Bool {
    self[one, with: other, on: kind] > 0 && self[other, with: one, on: kind] > 0
  }
}
