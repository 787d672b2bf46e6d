import KoineModel

/// The energy of one product on a photonic card, by where it goes, J.
public struct PhotonicEnergy: Hashable, Sendable {
  /// Converters and modulators of inputs, amplifiers and converters of outputs, setting of weights.
  public var conversion_j = 0.0
  /// Electronics that were measured as a whole, per operation.
  public var operation_j = 0.0
  /// Adding partial sums.
  public var adding_j = 0.0
  /// Lasers, and what holds weights in place: over the whole allocated time.
  public var standing_j = 0.0
  /// Transfers between host and card.
  public var host_j = 0.0

  public var total_j: Double { conversion_j + operation_j + adding_j + standing_j + host_j }

  public static func + (a: PhotonicEnergy, b: PhotonicEnergy) -> PhotonicEnergy {
    var sum = a
    sum.conversion_j += b.conversion_j
    sum.operation_j += b.operation_j
    sum.adding_j += b.adding_j
    sum.standing_j += b.standing_j
    sum.host_j += b.host_j
    return sum
  }
}

/// Conversions of one product.
public struct PhotonicConversions: Hashable, Sendable {
  public var inputs: Double
  public var outputs: Double
  /// Weights that are set: 0 where they stay.
  public var weights: Double
  /// Partial sums that are added digitally.
  public var additions: Double
}

extension PhotonicCard {
  /// How often each converter works for `product`.
  public func conversions(_ product: MatrixProduct, weights place: WeightPlace = .host)
    -> PhotonicConversions
  {
    let vectors = Double(product.vectors)
    let inner = Double(product.inner)
    let outputs = Double(product.outputs)
    let isDynamic = design == .dynamicCrossbar
    let depth = Double(groups(product.inner, of: isDynamic ? wavelengths : rows))
    let width = Double(groups(product.outputs, of: columns))
    let height = Double(groups(product.vectors, of: rows))
    let symbols = isDynamic ? inner * outputs * height * Double(passes) : inner * outputs
    return PhotonicConversions(
      inputs: vectors * inner * width * Double(passes),
      outputs: vectors * outputs * depth * Double(passes),
      weights: place == .arrays && !isDynamic ? 0 : symbols,
      additions: vectors * outputs * (depth - 1))
  }

  /// The energy of `product` while it takes `wall_s` on an allocated card.
  ///
  /// - Parameter wall_s: allocated time that lasers burn for it, s; its own duration if `nil`.
  public func energy(
    _ product: MatrixProduct, weights place: WeightPlace = .host, wall_s: Double? = nil
  ) -> PhotonicEnergy {
    let count = conversions(product, weights: place)
    let input_j = count.inputs * (energies.dac_j + energies.modulator_j)
    let output_j = count.outputs * (energies.amplifier_j + energies.adc_j)
    let weight_j = count.weights * (energies.dac_j + energies.weight_j)
    let wall = wall_s ?? time(product, weights: place).total_s
    let bytes = transferred_bytes(product, weights: place)
    return PhotonicEnergy(
      conversion_j: input_j + output_j + weight_j,
      operation_j: product.operations * energies.operation_j,
      adding_j: count.additions * energies.add_j,
      standing_j: (laser_w + hold_w) * wall, host_j: bytes * energies.host_j_per_byte)
  }
}
