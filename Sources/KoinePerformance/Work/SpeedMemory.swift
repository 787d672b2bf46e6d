import KoineModel
import Synchronization

/// Speeds of work that searches have found, for all runs of a process.
///
/// Runs of an experiment differ in policy, load or fleet, and ask the same questions again. A question
/// holds all that its search sees, so that an answer is the same whoever asked first; of a network that
/// is the part that the job's accelerators span.
public final class SpeedMemory: Sendable {
  /// What a search is asked.
  enum Question: Hashable, Sendable {
    case training(TrainingQuestion)
    case inference(
      ServingWork, Chip, ServingSite, accelerators: Int, bits: Int?, fallsBack: Bool)
    case mixed([TrainingQuestion], MixedLinks, PlacementSpread)
  }

  /// What training on the chips of one kind depends on.
  struct TrainingQuestion: Hashable, Sendable {
    var model: NeuralModel
    var sequenceLength: Int?
    var globalBatch: Int
    var accelerators: Int
    var chip: Chip
    var network: Interconnect
    /// How far apart the accelerators are; of a mix the widest stands for all.
    var spread: PlacementSpread
    /// Accelerators of a node, and its interfaces.
    var node: NodeType
    /// The part of uplinks that the plan has to do with; `nil` where they carry everything.
    var uplink: PlanSearch.UplinkShare?
  }

  /// An answer, and how well the kinds of a mix work together.
  struct Found: Sendable {
    var answer: ModelSpeeds.Answer
    var heteroEfficiency: Double?
  }

  /// Locked while it is searched, so that whoever asks at the same time waits.
  private final class Entry: Sendable {
    let found = Mutex<Found?>(nil)
  }

  private let entries = Mutex<[Question: Entry]>([:])
  /// Questions that are kept; beyond them all are forgotten, which costs time and nothing else.
  private static let limit = 65_536

  public init() {}

  /// Questions that were asked so far.
  public var count: Int { entries.withLock { $0.count } }

  func answer(_ question: Question, _ search: () -> Found) -> Found {
    let entry = entries.withLock { entries in
      if let known = entries[question] { return known }
      if entries.count >= Self.limit { entries.removeAll() }
      let entry = Entry()
      entries[question] = entry
      return entry
    }
    return entry.found.withLock { known in
      if let known { return known }
      let made = search()
      known = made
      return made
    }
  }
}

extension Interconnect {
  /// The network as `accelerators` see it: how many more the fabric reaches is nothing to them.
  func seen(by accelerators: Int) -> Interconnect {
    guard let last = domains.last, last.level == .fabric, last.size > accelerators,
      (domains.dropLast().last?.size ?? 0) < accelerators
    else { return self }
    var domains = domains
    domains[domains.count - 1].size = accelerators
    return Interconnect(domains)
  }
}
