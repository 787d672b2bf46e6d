import KoineModel
import KoinePerformance
import Testing

/// What must hold of every photonic card and product; seeds are in the messages.
@Suite struct PhotonicPropertyTests {
  /// More clock, cores or bandwidth, or quicker weights, never make a product slower.
  @Test func aBetterCardIsNeverSlower() {
    for seed in UInt64(1)...400 {
      var draw = Draw(seed: seed)
      let card = draw.card()
      let product = draw.product()
      let place = WeightPlace.allCases[draw.integer(0...2)]
      let before = card.time(product, weights: place).total_s
      var betters = [card, card, card, card]
      betters[0].clock_hz *= 1.5
      betters[1].cores += draw.integer(1...4)
      betters[2].host_bytes_s *= 2
      betters[3].weightUpdate_s /= 3
      for (index, better) in betters.enumerated() {
        let after = better.time(product, weights: place).total_s
        #expect(after <= before * (1 + 1e-12), "seed \(seed), change \(index)")
      }
    }
  }

  /// Nothing is faster than the peak, and resident weights never cost time or energy.
  @Test func thePeakHoldsAndResidenceHelps() {
    for seed in UInt64(1)...400 {
      var draw = Draw(seed: seed)
      let card = draw.card()
      let product = draw.product()
      let away = card.time(product)
      let residence = card.residence(of: product)
      let home = card.time(product, weights: residence)
      #expect(product.operations / away.total_s <= card.peak_ops_s * (1 + 1e-9), "seed \(seed)")
      #expect(home.total_s <= away.total_s, "seed \(seed)")
      let saved =
        card.energy(product).total_j - card.energy(product, weights: residence).total_j
      #expect(saved >= -1e-15, "seed \(seed)")
    }
  }

  /// Lasers burn over the time that a card is allocated, busy or not.
  @Test func lasersBurnWhileTheCardWaits() {
    for seed in UInt64(1)...50 {
      var draw = Draw(seed: seed)
      let card = draw.card()
      let product = draw.product()
      let wall_s = card.time(product).total_s
      let busy = card.energy(product)
      let waiting = card.energy(product, wall_s: wall_s + 2)
      let expected = busy.total_j + 2 * (card.laser_w + card.hold_w)
      #expect(isNear(waiting.total_j, expected), "seed \(seed)")
    }
  }

  /// Where transfers do not overlap, time is the sum of the parts.
  @Test func withoutOverlapPartsAddUp() {
    for seed in UInt64(1)...50 {
      var draw = Draw(seed: seed)
      var card = draw.card()
      card.overlapsTransfers = false
      let time = card.time(draw.product())
      let sum = time.reprogram_s + time.stream_s + time.latency_s + time.host_s
      #expect(isNear(time.total_s, sum), "seed \(seed)")
    }
  }
}

/// Random cards and products from a seed (splitmix64).
struct Draw {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// Evenly over the logarithm of the range.
  mutating func magnitude(_ range: ClosedRange<Int>) -> Double {
    var value = 1.0
    let exponent = integer((range.lowerBound * 10)...(range.upperBound * 10))
    for _ in 0..<abs(exponent) { value *= 1.258_925_411_794_167_2 }
    return exponent < 0 ? 1 / value : value
  }

  mutating func product() -> MatrixProduct {
    MatrixProduct(
      vectors: integer(1...4000), inner: integer(1...5000), outputs: integer(1...5000))
  }

  mutating func card() -> PhotonicCard {
    let size = integer(4...256)
    var card = PhotonicCard(
      name: "card", rows: size, columns: integer(4...256), cores: integer(1...16),
      clock_hz: magnitude(8...11), weightUpdate_s: magnitude(-9...(-2)))
    card.design = PhotonicDesign.allCases[integer(0...2)]
    card.wavelengths = integer(1...64)
    card.passes = integer(1...3)
    card.host_bytes_s = magnitude(9...12)
    card.latency_s = magnitude(-9...(-7))
    card.laser_w = magnitude(-1...2)
    card.hold_w = magnitude(-1...1)
    card.energies.dac_j = 3e-12
    card.energies.adc_j = 5e-12
    card.energies.host_j_per_byte = 1e-11
    card.energies.add_j = 1e-13
    return card
  }
}
