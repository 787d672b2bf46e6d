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
    /// Chips of which the jobs accept any, as the workload writes them; empty for any chip at all.
    public var chips: [String]
    public var jobs: Int
    /// Why the chip that comes nearest refuses, without a full stop.
    public var reason: String

    public init(
      model: String, accelerators: Int, chips: [String] = [], jobs: Int, reason: String
    ) {
      self.model = model
      self.accelerators = accelerators
      self.chips = chips
      self.jobs = jobs
      self.reason = reason
    }

    var sentence: String {
      "\(counted(jobs, "job")) of \(model) on \(counted(accelerators, "accelerator")) cannot run: "
        + "\(reason)."
    }
  }

  /// Jobs that ran on several kinds of chips together.
  public struct Mix: Hashable, Sendable {
    public var model: String
    /// The chips as the workload writes them.
    public var chips: String
    public var jobs: Int
    /// Throughput over the sum of what each kind reaches alone.
    public var heteroEfficiency: Double
    /// The plan in words.
    public var plan: String

    public init(
      model: String, chips: String, jobs: Int, heteroEfficiency: Double, plan: String
    ) {
      self.model = model
      self.chips = chips
      self.jobs = jobs
      self.heteroEfficiency = heteroEfficiency
      self.plan = plan
    }

    var sentence: String {
      "\(counted(jobs, "job")) of \(model) on \(chips) ran at \(percentage(heteroEfficiency)) of the sum "
        + "of what each kind reaches alone, by the plan \(plan)."
    }
  }

  /// Jobs or a service that ran on photonic cards, and whether that was right.
  public struct Photonic: Hashable, Sendable {
    public var chip: String
    public var model: String
    public var jobs: Int
    /// The service whose replicas they were, in place of jobs.
    public var service: String?
    /// What decides the time there, in words.
    public var reason: String
    /// The fastest other kind of the cluster that can do the work, and the cards' speed over its;
    /// `nil` where there is none.
    public var other: String?
    public var ratio: Double?

    public init(
      chip: String, model: String, jobs: Int, reason: String, other: String? = nil,
      ratio: Double? = nil
    ) {
      self.chip = chip
      self.model = model
      self.jobs = jobs
      self.reason = reason
      self.other = other
      self.ratio = ratio
    }

    var sentence: String {
      let who = service.map { "The service \($0)" } ?? counted(jobs, "job")
      var text = "\(who) of \(model) on \(chip)"
      if let other, let ratio {
        text +=
          ", at \(decimal(ratio, places: ratio < 0.1 ? 4 : ratio < 10 ? 2 : 0)) times the speed of \(other)"
      }
      return text + ": \(reason)."
    }
  }

  public var estimates: [Estimate]
  public var refusals: [Refusal]
  public var mixes: [Mix]
  public var photonics: [Photonic]

  public init(
    estimates: [Estimate] = [], refusals: [Refusal] = [], mixes: [Mix] = [],
    photonics: [Photonic] = []
  ) {
    self.estimates = estimates
    self.refusals = refusals
    self.mixes = mixes
    self.photonics = photonics
  }

  /// Whether a refusal says more about the rejected jobs than the rejection itself.
  func explains(_ rejection: Rejection) -> Bool {
    guard case .workCannotRun(let model) = rejection.reason else { return false }
    return refusals.contains { $0.model == model }
  }

  /// Why jobs were rejected, with what the chips refuse where they do.
  func sentence(of rejection: Rejection) -> String {
    guard case .workCannotRun(let model) = rejection.reason else { return rejection.sentence() }
    let known = refusals.filter {
      $0.model == model && $0.chips == rejection.chips
        && rejection.asked.contains(Int64($0.accelerators))
    }
    if known.count < 2 { return rejection.sentence(known.map(\.reason)) }
    return rejection.sentence(known.map { "on \(grouped($0.accelerators)), \($0.reason)" })
  }

  var estimateSentences: [String] {
    estimates.map {
      "Speeds on \($0.chip) rest on estimates: \($0.figures.joined(separator: ", "))."
    }
  }

  var mixesJSON: JSONValue {
    .array(
      mixes.map {
        .object([
          ("model", .string($0.model)), ("chips", .string($0.chips)),
          ("jobs", .integer($0.jobs)), ("hetero_efficiency", .number($0.heteroEfficiency)),
          ("plan", .string($0.plan)),
        ])
      })
  }
}
