/// Where the weights of a product stand before it begins.
public enum WeightPlace: String, CaseIterable, Sendable {
  /// In the host: they cross to the card and are written into arrays each time.
  case host
  /// In the card's memory: they are written into arrays each time.
  case card
  /// In the arrays: nothing is written.
  case arrays
}
