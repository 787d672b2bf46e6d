/// What conversions and transfers of an optical engine cost, in joules each.
public struct PhotonicEnergies: Hashable, Sendable {
  /// Digital to analog, one conversion.
  public var dac_j = 0.0
  /// Modulator, one input symbol.
  public var modulator_j = 0.0
  /// Receiver's amplifier, one output symbol.
  public var amplifier_j = 0.0
  /// Analog to digital, one conversion.
  public var adc_j = 0.0
  /// Setting one weight, beside its conversion.
  public var weight_j = 0.0
  /// Adding one partial sum.
  public var add_j = 0.0
  /// Moving one byte between host and card.
  public var host_j_per_byte = 0.0
  /// All electronics per operation, where only the whole was measured.
  public var operation_j = 0.0

  public init() {}
}
