import KoineModel

/// What a record says of the work of its job.
struct KoineWork {
  var work: WorkHandle = .none
  var units = 0.0
  var duration_ns: Int64 = 0
  /// Zero leaves the estimate of work to the engine.
  var estimate_ns: Int64 = 0
}

extension KoineRow {
  /// Columns of jobs that name a model.
  static let workColumns = [
    "units", "global_batch", "sequence_length", "prompt_tokens", "output_tokens",
  ]

  /// Bits that the answers of a job must have.
  static let bitsColumn = "bits"

  /// A plain duration, or a model and an amount of work; one of both.
  func work(_ builder: inout WorkloadBuilder) -> KoineWork? {
    let model = table.text("model")
    let estimate =
      table.isEmpty("estimate_s") ? nil : table.nanoseconds("estimate_s", &builder.problems)
    if !table.isEmpty("estimate_s") && estimate == nil { return nil }
    if model.isEmpty {
      let extra = (Self.workColumns + [Self.bitsColumn]).first { !table.isEmpty($0) }
      if let extra { return refuse(extra, "nothing, unless model is given", &builder.problems) }
      guard let duration = table.nanoseconds("duration_s", &builder.problems) else { return nil }
      return KoineWork(duration_ns: duration, estimate_ns: estimate ?? duration)
    }
    if !table.isEmpty("duration_s") {
      return refuse("duration_s", "nothing, since model is given", &builder.problems)
    }
    guard let units = amount("units", &builder.problems),
      let task = task(&builder.problems), let sequenceLength = sequenceLength(&builder.problems),
      let bits = bits(of: task, &builder.problems)
    else { return nil }
    let work = builder.work(
      ModelWork(
        model: model, task: task, sequenceLength: sequenceLength > 0 ? sequenceLength : nil,
        bits: bits > 0 ? bits : nil))
    return KoineWork(work: work, units: Double(units), estimate_ns: estimate ?? 0)
  }

  /// Work holds whole accelerators, at least one.
  func canWork(_ request: Request, _ problems: inout ProblemLog) -> Bool {
    if request.accelerators >= 1 && request.share_milli == 1000 { return true }
    let column = request.accelerators < 1 ? "accelerators" : "share"
    let _: KoineWork? = refuse(column, "whole accelerators, since model is given", &problems)
    return false
  }

  private func task(_ problems: inout ProblemLog) -> ModelWork.Task? {
    if !table.isEmpty("global_batch") {
      for column in ["prompt_tokens", "output_tokens"] where !table.isEmpty(column) {
        return refuse(column, "nothing, since global_batch is given", &problems)
      }
      return amount("global_batch", &problems).map { .training(globalBatch: Int($0)) }
    }
    if !table.isEmpty("sequence_length") {
      return refuse("sequence_length", "nothing, unless global_batch is given", &problems)
    }
    guard let prompt = amount("prompt_tokens", &problems),
      let output = amount("output_tokens", &problems)
    else { return nil }
    return .batchInference(prompt: Int(prompt), output: Int(output))
  }

  /// 0 where the model's own is meant.
  private func sequenceLength(_ problems: inout ProblemLog) -> Int? {
    table.isEmpty("sequence_length") ? 0 : amount("sequence_length", &problems).map(Int.init)
  }

  /// 0 where those of the format are meant.
  private func bits(of task: ModelWork.Task, _ problems: inout ProblemLog) -> Int? {
    if table.isEmpty(Self.bitsColumn) { return 0 }
    if case .training = task {
      return refuse(Self.bitsColumn, "nothing, since global_batch is given", &problems)
    }
    return table.whole(Self.bitsColumn, in: 1...53, &problems).map(Int.init)
  }

  /// A positive whole number that must be there.
  private func amount(_ column: String, _ problems: inout ProblemLog) -> Int64? {
    if !table.isEmpty(column) {
      let most: Int64 = column == "units" ? ScannedNumber.largestWhole : 100_000_000
      return table.whole(column, in: 1...most, &problems)
    }
    let needed =
      column == "units"
      ? "an amount of work, since model is given"
      : "a number, or global_batch for a job that trains"
    return refuse(column, needed, &problems)
  }

  func refuse<Value>(
    _ column: String, _ expected: String, _ problems: inout ProblemLog
  ) -> Value? {
    let text = table.text(column)
    problems.error(
      line: table.line, key: column,
      .outOfRange(found: text.isEmpty ? "nothing" : String(text.prefix(40)), expected: expected))
    return nil
  }
}
