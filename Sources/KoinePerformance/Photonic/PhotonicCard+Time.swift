import KoineModel

/// What a product on a photonic card takes its time for.
public enum PhotonicBound: String, CaseIterable, Sendable {
  case weightUpdate, streaming, hostTransfer
}

/// The time of one product on a photonic card, and its parts.
public struct PhotonicTime: Hashable, Sendable {
  /// Arrays' worth of work, and how many of them follow each other on one core.
  public var tiles: Int
  public var rounds: Int
  /// Parts, s.
  public var reprogram_s: Double
  public var stream_s: Double
  public var latency_s: Double
  public var host_s: Double
  /// The whole, s: overlapped with the transfers, or after them.
  public var total_s: Double

  /// Time on the optical engine, s.
  public var optical_s: Double { reprogram_s + stream_s + latency_s }

  /// The largest part.
  public var bound: PhotonicBound {
    if host_s >= reprogram_s && host_s >= stream_s { return .hostTransfer }
    return reprogram_s >= stream_s ? .weightUpdate : .streaming
  }
}

extension PhotonicCard {
  /// Arrays' worth of weights in `product`, for designs with weights in arrays.
  public func tiles(_ product: MatrixProduct) -> Int {
    groups(product.inner, of: rows) * groups(product.outputs, of: columns)
  }

  /// Where the weights of `product` stand if they stay on the card: in the arrays if they fit.
  public func residence(of product: MatrixProduct) -> WeightPlace {
    tiles(product) <= cores ? .arrays : .card
  }

  /// The time of `product`.
  ///
  /// - Complexity: O(1).
  public func time(_ product: MatrixProduct, weights: WeightPlace = .host) -> PhotonicTime {
    var time =
      switch design {
      case .weightStationary: stationaryTime(product, weights)
      case .dynamicCrossbar: crossbarTime(product)
      case .interferometerMesh: meshTime(product, weights)
      }
    time.latency_s = latency_s
    time.host_s = transferred_bytes(product, weights: weights) / host_bytes_s
    time.total_s =
      overlapsTransfers ? max(time.optical_s, time.host_s) : time.optical_s + time.host_s
    return time
  }

  /// Bytes between host and card for one product.
  public func transferred_bytes(_ product: MatrixProduct, weights place: WeightPlace) -> Double {
    let vectors = Double(product.vectors)
    let inner = Double(product.inner)
    let outputs = Double(product.outputs)
    let weights = place != .host ? 0 : inner * outputs * weight_bytes
    return vectors * inner * input_bytes + weights + vectors * outputs * output_bytes
  }

  private func stationaryTime(_ product: MatrixProduct, _ weights: WeightPlace) -> PhotonicTime {
    let tiles = tiles(product)
    let rounds = groups(tiles, of: cores)
    let stays = weights == .arrays && tiles <= cores
    return PhotonicTime(
      tiles: tiles, rounds: rounds,
      reprogram_s: stays ? 0 : Double(rounds) * weightUpdate_s,
      stream_s: Double(rounds) * Double(product.vectors) * Double(passes) / clock_hz,
      latency_s: 0, host_s: 0, total_s: 0)
  }

  /// Lightening-Transformer (HPCA 2024): a tile of both operands a cycle, nothing to rewrite.
  private func crossbarTime(_ product: MatrixProduct) -> PhotonicTime {
    let tiles =
      groups(product.vectors, of: rows) * groups(product.outputs, of: columns)
      * groups(product.inner, of: wavelengths)
    let rounds = groups(tiles, of: cores)
    return PhotonicTime(
      tiles: tiles, rounds: rounds, reprogram_s: 0,
      stream_s: Double(rounds) * Double(passes) / clock_hz, latency_s: 0, host_s: 0, total_s: 0)
  }

  /// The baseline of the same paper: cores share the vectors of a tile, so the clocks of all tiles
  /// are shared out before they are rounded up.
  private func meshTime(_ product: MatrixProduct, _ weights: WeightPlace) -> PhotonicTime {
    let tiles = tiles(product)
    let rounds = groups(tiles, of: cores)
    let stays = weights == .arrays && tiles <= cores
    let cycles = groups(tiles * product.vectors, of: cores) * passes
    return PhotonicTime(
      tiles: tiles, rounds: rounds, reprogram_s: stays ? 0 : Double(rounds) * weightUpdate_s,
      stream_s: Double(cycles) / clock_hz, latency_s: 0, host_s: 0, total_s: 0)
  }
}
