import KoineMetrics

/// What a reader has to know of jobs that name a model: what their speeds rest on, and which could
/// run nowhere.
public struct WorkNotes: Hashable, Sendable {
  /// A chip on which such jobs ran, and its figures that are estimates.
  public struct Estimate: Hashable, Sendable {
    public var chip: String
    public var figures: [String]

    public init(chip: String, figures: [String]) {
      self.chip = chip
      self.figures = figures
    }
  }

  /// Work that no chip it accepts can do.
  public struct Refusal: Hashable, Sendable {
    public var model: String
    public var accelerators: Int
    public var jobs: Int
    /// Why the chip that comes nearest refuses, without a full stop.
    public var reason: String

    public init(model: String, accelerators: Int, jobs: Int, reason: String) {
      self.model = model
      self.accelerators = accelerators
      self.jobs = jobs
      self.reason = reason
    }

    var sentence: String {
      "\(counted(jobs, "job")) of \(model) on \(counted(accelerators, "accelerator")) cannot run: "
        + "\(reason)."
    }
  }

  public var estimates: [Estimate]
  public var refusals: [Refusal]

  public init(estimates: [Estimate] = [], refusals: [Refusal] = []) {
    self.estimates = estimates
    self.refusals = refusals
  }

  /// Whether a refusal says more about the rejected jobs than the rejection itself.
  func explains(_ rejection: Rejection) -> Bool {
    guard case .workCannotRun(let model) = rejection.reason else { return false }
    return refusals.contains { $0.model == model }
  }

  var estimateSentences: [String] {
    estimates.map {
      "Speeds on \($0.chip) rest on estimates: \($0.figures.joined(separator: ", "))."
    }
  }
}
