public import KoineModel

/// A figure that a paper prints about a photonic card, and what the model says.
public struct PublishedPhotonics: Hashable, Sendable {
  /// Key of the chip, the work, and the figure with its unit.
  public var chip: String
  public var work: String
  public var figure: String
  public var published: Double
  public var predicted: Double
  public var source: String
}

extension PublishedPhotonics {
  /// The printed figures of the cards of `chips`, computed; chips that are not there are left out.
  public static func all(_ chips: [Chip]) -> [PublishedPhotonics] {
    chips.flatMap { chip -> [PublishedPhotonics] in
      guard let core = chip.photonic else { return [] }
      switch chip.key {
      case "lightelligence/pace": return (try? PhotonicCard(chip)).map { pace($0, core) } ?? []
      case "lightmatter/envise": return envise(core, chip.key)
      case "simulated/lightening-transformer-8b":
        return (try? PhotonicCard(chip)).map(crossbar) ?? []
      case "simulated/mzi-array-8b": return (try? PhotonicCard(chip)).map(mesh) ?? []
      default: return []
      }
    }
  }

  private static func pace(_ card: PhotonicCard, _ core: PhotonicCore) -> [PublishedPhotonics] {
    let source = "Nature 640:361 (2025)"
    let electronics_w = card.energies.operation_j * card.peak_ops_s
    func row(_ work: String, _ figure: String, _ published: Double, _ predicted: Double) -> Self {
      PublishedPhotonics(
        chip: card.name, work: work, figure: figure, published: published, predicted: predicted,
        source: source)
    }
    return [
      row("64 x 64 at 1 GHz", "TOPS", 8.19, card.peak_ops_s / 1e12),
      row("without lasers", "TOPS/W", 4.21, card.peak_ops_s / 1e12 / electronics_w),
      row("with lasers", "TOPS/W", 2.38, card.peak_ops_s / 1e12 / (electronics_w + card.laser_w)),
      row("537 loops", "us", 2.685, 537 * card.latency_s * 1e6),
    ]
  }

  private static func envise(_ core: PhotonicCore, _ chip: String) -> [PublishedPhotonics] {
    guard let rows = core.rows, let columns = core.columns, let cores = core.cores,
      let clock = core.clock_ghz, let electronics = core.electronics_w, let laser = core.laser_w
    else { return [] }
    let peak_tops = 2 * Double(rows * columns * cores) * clock.value / 1000
    let power_w = electronics.value + laser.value
    let source = "Nature 640:368 (2025)"
    return [
      PublishedPhotonics(
        chip: chip, work: "4 x 128 x 128", figure: "TOPS", published: 65.5, predicted: peak_tops,
        source: source),
      PublishedPhotonics(
        chip: chip, work: "with lasers", figure: "TOPS/W", published: 0.823,
        predicted: peak_tops / power_w, source: source),
    ]
  }

  private static func crossbar(_ card: PhotonicCard) -> [PublishedPhotonics] {
    let attention = card.time(MatrixProduct(vectors: 197, inner: 768, outputs: 192))
    let projection = card.time(MatrixProduct(vectors: 128, inner: 768, outputs: 768))
    func row(_ work: String, _ figure: String, _ published: Double, _ predicted: Double) -> Self {
      PublishedPhotonics(
        chip: card.name, work: work, figure: figure, published: published, predicted: predicted,
        source: "Lightening-Transformer, HPCA 2024")
    }
    return [
      row("197x192x768", "cycles", 2176, Double(attention.rounds)),
      row("197x192x768", "ns", 435.2, attention.stream_s * 1e9),
      row("128x768x768", "cycles", 5632, Double(projection.rounds)),
    ]
  }

  private static func mesh(_ card: PhotonicCard) -> [PublishedPhotonics] {
    let time = card.time(MatrixProduct(vectors: 128, inner: 768, outputs: 2304))
    return [
      PublishedPhotonics(
        chip: card.name, work: "2304x768x128 x 12", figure: "ms", published: 37.335_859_2,
        predicted: 12_000 * time.optical_s, source: "Lightening-Transformer, HPCA 2024")
    ]
  }
}
