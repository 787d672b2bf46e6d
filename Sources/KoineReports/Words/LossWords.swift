import KoineMetrics
import KoineModel

/// A cause of lost time in plain words: what it is, what the numbers say, what could be tried.
struct LossWords {
  let title: String
  let explanation: String
  let advice: String?

  /// - Parameter estimateFactor: by how much users overestimate, which decides what may overtake.
  init(_ cause: LossCause, _ run: RunDescription, span: Interval, estimateFactor: Double?) {
    let amount = Self.accelerators(cause.accelerators)
    switch cause.kind {
    case .nothingWaited:
      title = "Nothing was waiting"
      explanation =
        "\(amount) of \(grouped(run.accelerators)) were free with an empty queue on average"
        + Self.largest(cause) + "."
      advice =
        run.isLongEmptied(in: span)
        ? "To leave out how the cluster emptied after the last submission: "
          + "--until \(run.untilLastSubmission)"
        : "No policy can win this time back: only more work can, or a smaller cluster."
    case .withheld:
      title = "Free but withheld"
      explanation = Self.withheld(run.overtaking, amount) + Self.largest(cause) + "."
      advice = Self.adviceOnWithheld(run.overtaking, estimateFactor ?? 1)
    case .wrongKind:
      title = "Free, but of the wrong kind"
      explanation =
        "\(amount) were free while jobs waited, none of which accepts the chip"
        + Self.largest(cause) + "."
      advice = "Let jobs run on \(Self.names(cause)) too, or plan for fewer of them."
    case .tooFewOfKind(let typicalSize):
      title = "Free, but too few of their kind"
      explanation =
        "\(amount) were free while jobs waited that need more than all of the kind"
        + Self.largest(cause) + ". " + Self.demand(typicalSize) + "."
      advice = "Buy more of one kind instead of some of many, or let jobs span kinds."
    case .fragments(let typicalSize, let largestNode):
      let shape = largestNode > 1 ? "too few or too scattered" : "too few"
      title = "Free, but " + (run.hasQueues ? "without quota, " : "") + shape
      explanation =
        "\(amount) were free while jobs waited that could not use them" + Self.largest(cause)
        + ". " + Self.demand(typicalSize)
        + (largestNode > 1 ? "; nodes have up to \(grouped(largestNode))." : ".")
        + (run.powerCap_w == nil ? "" : " Some had no power under the cap.")
        + (run.hasQueues ? " Some waited for quota of their queue." : "")
      advice = Self.adviceOnFragments(run, typicalSize, largestNode)
    case .failedJobs(let count):
      title = "Work of failed jobs"
      explanation =
        "\(counted(count, "job")) crashed at the end of the run; \(Self.lowered(amount)) worked for nothing on "
        + "average" + Self.largest(cause) + "."
      advice = nil
    case .interruptions(let restarts, let preemptions, let resizes, let migrations, let failedJobs):
      title = "Work done again, and restarts"
      let causes = [
        restarts > 0 ? "jobs went on \(counted(restarts, "time")) after a node failed" : nil,
        preemptions > 0 ? "the policy stopped jobs \(counted(preemptions, "time"))" : nil,
        resizes > 0 ? "jobs changed their size \(counted(resizes, "time"))" : nil,
        migrations > 0 ? "jobs moved to other nodes \(counted(migrations, "time"))" : nil,
        failedJobs > 0 ? "\(counted(failedJobs, "job")) failed for good" : nil,
      ].compactMap { $0 }
      explanation =
        "\(amount) did on average what a stop had undone\(Self.largest(cause)): "
        + causes.joined(separator: ", ") + "."
      // A policy lets jobs save their state before it stops them: only failures undo work.
      advice =
        restarts > 0 && run.couldCheckpointByFormula
        ? "Shorter intervals between checkpoints lose less: --recovery save=...,interval=daly"
        : nil
    case .other(let ledgerClass):
      title = Self.capitalized(ledgerClass.meaning)
      explanation = "\(amount) on average\(Self.largest(cause))."
      advice = nil
    }
  }

  private static func accelerators(_ value: Double) -> String {
    value < 0.05
      ? "Less than 0.1 accelerators"
      : "\(average(value)) \(average(value) == "1" ? "accelerator" : "accelerators")"
  }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// `, among them 120 of 256 biren/br106m and 26 of 128 metax/c550`, where there are several.
  private static func largest(_ cause: LossCause) -> String {
    if cause.chips.count < 2 { return cause.chips.first.map { " (\($0.chip))" } ?? "" }
    let shown = cause.chips.prefix(2).map {
      "\(average($0.accelerators)) of \(grouped($0.capacity)) \($0.chip)"
    }
    return ", among them " + shown.joined(separator: " and ")
  }

  /// The chips of a cause, at most three by name.
  private static func names(_ cause: LossCause) -> String {
    let names = cause.chips.map(\.chip)
    if names.count <= 3 { return names.joined(separator: ", ") }
    return names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) other kinds"
  }

  private static func demand(_ typicalSize: Int) -> String {
    "Half of the waiting for them was for \(counted(typicalSize, "accelerator"))"
      + (typicalSize > 1 ? " or more" : "")
  }

  private static func withheld(_ overtaking: Overtaking, _ amount: String) -> String {
    switch overtaking {
    case .nobody:
      "Strict order kept \(lowered(amount)) idle on average that a later job could have used"
    case .anyone:
      "The pass left \(lowered(amount)) free on average that a waiting job could have used"
    case .exceptDelayingFirst:
      "The reservation of the first blocked job kept \(lowered(amount)) idle on average that a "
        + "later job could have used"
    case .exceptDelayingAnyone:
      "Reservations of waiting jobs kept \(lowered(amount)) idle on average that a later job could "
        + "have used"
    case .inRounds:
      "Until the next round \(lowered(amount)) stayed idle on average that a waiting job could have "
        + "used"
    }
  }

  private static func lowered(_ amount: String) -> String {
    amount.hasPrefix("Less") ? "less" + amount.dropFirst(4) : amount
  }

  private static func adviceOnWithheld(_ overtaking: Overtaking, _ factor: Double) -> String? {
    let reserves = overtaking == .exceptDelayingFirst || overtaking == .exceptDelayingAnyone
    if reserves && factor >= 1.25 {
      return
        "Run times are overestimated \(decimal(factor, places: 1)) times: better estimates would "
        + "let more jobs overtake."
    }
    return switch overtaking {
    case .nobody: "Let jobs that do not delay the first one overtake it: --backfill easy"
    case .anyone: nil
    case .exceptDelayingFirst:
      "--backfill skip would use them, at the price of longer waits for large jobs."
    case .exceptDelayingAnyone: "Protect only the first waiting job: --backfill easy"
    case .inRounds: "Shorter rounds start jobs sooner: --set allocator.quantum_s=60"
    }
  }

  private static func adviceOnFragments(
    _ run: RunDescription, _ typicalSize: Int, _ largestNode: Int
  ) -> String? {
    // Quota may be what they waited for, and no placement gives that.
    if run.hasQueues { return nil }
    if largestNode <= 1 { return "Only smaller jobs could fill these gaps." }
    if !run.placementPacks { return "Fill used nodes before opening others: --place best-fit" }
    if typicalSize > largestNode && run.overtaking == .anyone {
      return "Reserve nodes for the first large job while small ones run: --backfill easy"
    }
    if run.placement != "topology" && typicalSize > 1 {
      return "Keep nodes, racks and supernodes whole: --place topology"
    }
    if run.order == "fifo" && typicalSize > largestNode {
      return "Let large jobs go first, at the price of small ones: --order largest"
    }
    return nil
  }
}
