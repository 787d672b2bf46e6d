/// How much a figure deserves to be believed.
///
/// Ordered from the firmest to the weakest; a report that rests on several figures shows the weakest.
public enum Confidence: String, CaseIterable, Comparable, Sendable, Codable {
  /// Measured on the real part, by the vendor or by others.
  case measured
  /// Printed by the vendor.
  case vendor
  /// Printed by somebody else who names no measurement: a review, a survey, a reseller.
  case thirdParty = "third-party"
  /// Printed in the press or announced on a roadmap.
  case press
  /// Recalled from memory and not checked.
  case unverified
  /// Computed by us from other figures or from practice; the derivation stands in the source.
  case estimate

  public static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self)! }
}

/// A number with the unit its key names, and where it comes from.
///
/// A missing figure is `nil` wherever a figure is optional: unknown is not zero.
public struct Figure: Hashable, Sendable {
  public var value: Double
  public var confidence: Confidence
  /// Where the number was read, or how it was derived; empty when the file does not say.
  public var source: String

  public init(_ value: Double, confidence: Confidence = .unverified, source: String = "") {
    self.value = value
    self.confidence = confidence
    self.source = source
  }
}
