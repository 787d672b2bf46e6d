import KoineModel

extension KoineRow {
  /// Columns of jobs that can grow and shrink.
  static let elasticColumns = ["min_accelerators", "max_accelerators", "scaling"]

  /// How far the job can grow and shrink; ``ElasticSize/rigid`` where nothing is said of it.
  func elastic(_ request: Request, _ builder: inout WorkloadBuilder) -> ElasticSize? {
    if Self.elasticColumns.allSatisfy({ table.isEmpty($0) }) { return .rigid }
    let asked = Int64(request.accelerators)
    guard isResizable(request, &builder.problems),
      let least = bound("min_accelerators", asked, in: 1...asked, "at most", &builder.problems),
      let most = bound(
        "max_accelerators", asked, in: asked...1_000_000_000, "at least", &builder.problems),
      let curve = curve(request, &builder)
    else { return nil }
    return ElasticSize(least: Int32(least), most: Int32(most), curve: curve)
  }

  /// Only one task, or nodes as they come, of whole accelerators of one kind can change in number.
  private func isResizable(_ request: Request, _ problems: inout ProblemLog) -> Bool {
    let column = Self.elasticColumns.first { !table.isEmpty($0) }!
    let reason: String? =
      if request.accelerators < 1 || request.share_milli < 1000 {
        "nothing, unless the job has whole accelerators"
      } else if request.tasks > 0 {
        "nothing, since tasks is given"
      } else if !request.parts.isEmpty {
        "nothing, since chips names several kinds together"
      } else {
        nil
      }
    guard let reason else { return true }
    let _: Bool? = refuse(column, reason, &problems)
    return false
  }

  private func bound(
    _ column: String, _ asked: Int64, in range: ClosedRange<Int64>, _ word: String,
    _ problems: inout ProblemLog
  ) -> Int64? {
    if table.isEmpty(column) { return asked }
    guard let value = table.whole(column, in: 1...1_000_000_000, &problems) else { return nil }
    if range.contains(value) { return value }
    return refuse(column, "\(word) accelerators, \(asked)", &problems)
  }

  /// The curve of a job of plain duration; a model's own speeds need none.
  private func curve(_ request: Request, _ builder: inout WorkloadBuilder) -> Int32? {
    let text = table.text("scaling")
    if request.work != .none {
      if text.isEmpty { return -1 }
      return refuse("scaling", "nothing, since model is given", &builder.problems)
    }
    guard let curve = ScalingText.curve(text) else {
      return refuse("scaling", ScalingText.expected, &builder.problems)
    }
    return builder.curve(curve)
  }
}
