import KoineMetrics
import KoineModel

extension Rejection {
  /// What the jobs asked for and how much there is, as a sentence.
  ///
  /// - Parameter reasons: why no chip can do the work, for jobs of which that is known.
  func sentence(_ reasons: [String] = []) -> String {
    let subject = counted(jobs, "job")
    let ask = jobs == 1 ? "asks" : "ask"
    let require = jobs == 1 ? "requires" : "require"
    switch reason {
    case .noSuchChip:
      return "\(subject) \(ask) for \(chipNames), which the cluster does not have."
    case .tooFewAccelerators:
      return "\(subject) \(ask) for \(range) accelerators\(ofChips); the largest pool has "
        + "\(grouped(Int(available)))."
    case .tooFewTogether(let locality):
      let place = Self.place(locality)
      let limit =
        available == 0
        ? "the cluster has no such \(place)" : "the largest has \(grouped(Int(available)))"
      return "\(subject) \(require) \(range) accelerators\(ofChips) in one \(place); \(limit)."
    case .nodeTooSmall:
      return "\(subject) \(ask) for \(range) accelerators\(ofChips) per task; the largest node has "
        + "\(grouped(Int(available)))."
    case .tooFewProcessors:
      return "\(subject) \(ask) for \(cores(asked)) cores per node; the largest node has "
        + "\(cores(available...available))."
    case .tooLittleMemory:
      return "\(subject) \(ask) for \(memory(asked)) GiB of memory per node; the largest node has "
        + "\(memory(available...available)) GiB."
    case .workCannotRun(let model):
      let number = asked == 1...1 ? "1 accelerator" : "\(range) accelerators"
      return "\(subject) of \(model) on \(number)\(ofChips) cannot run"
        + (reasons.isEmpty ? " anywhere." : ": \(reasons.joined(separator: "; ")).")
    case .tooMuchPower:
      return
        "\(subject) \(ask) for accelerators\(ofChips) that draw \(power(asked)) more at work than "
        + "idle; the power cap leaves \(power(available...available))."
    case .circuitsCannotJoin(let why):
      return
        "\(subject) \(require) \(range) accelerators\(ofChips) in one supernode whose circuits "
        + "cannot join them: \(why)."
    case .aboveQuota(let queue):
      return
        "\(subject) \(ask) for \(range) accelerators\(ofChips); a job of queue \(queue) can have "
        + "quota for at most \(grouped(Int(available)))."
    case .noCombination:
      return
        "\(subject) \(ask) for \(range) accelerators\(ofChips) with processors and memory that "
        + "no node has at once."
    }
  }

  private var chipNames: String {
    chips.isEmpty ? "accelerators" : chips.joined(separator: " or ")
  }

  private var ofChips: String { chips.isEmpty ? "" : " of \(chipNames)" }

  private var range: String { Self.text(asked) { grouped(Int($0)) } }

  private func cores(_ range: ClosedRange<Int64>) -> String {
    Self.text(range) { decimal(Double($0) / 1000, places: $0 % 1000 == 0 ? 0 : 1) }
  }

  private func power(_ range: ClosedRange<Int64>) -> String {
    Self.text(range) { readablePower(Double($0) / 1000) }
  }

  private func memory(_ range: ClosedRange<Int64>) -> String {
    Self.text(range) { decimal(Double($0) / 1024, places: $0 % 1024 == 0 ? 0 : 1) }
  }

  private static func text(
    _ range: ClosedRange<Int64>, _ number: (Int64) -> String
  ) -> String {
    range.lowerBound == range.upperBound
      ? number(range.lowerBound) : "\(number(range.lowerBound)) to \(number(range.upperBound))"
  }

  private static func place(_ locality: Locality) -> String {
    switch locality {
    case .anywhere: "cluster"
    case .rack: "rack"
    case .supernode: "supernode"
    case .node: "node"
    case .island: "island of directly wired accelerators"
    }
  }
}
