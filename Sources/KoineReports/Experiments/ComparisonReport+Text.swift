import KoineStatistics

extension ComparisonReport {
  /// The comparison for a terminal, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    let width = min(style.width, TerminalStyle.wide)
    let prose = min(style.width, TerminalStyle.comfortable)
    var lines = paragraphs("Comparing \(list(variants)) on \(scenario)", prose, .strong)
    lines += paragraphs(introduction, prose)
    for workload in workloads {
      lines += [StyledText()]
      if workloads.count > 1 { lines += [StyledText(workload, .strong)] }
      for (index, table) in meanTables(workload, width).enumerated() {
        lines += (index > 0 ? [StyledText()] : []) + table.lines(width: width, style)
      }
      if contrasts.contains(where: { $0.workload == workload }) {
        lines += [StyledText(), StyledText("Against \(baseline)", .strong)]
        lines += contrastTable(workload).lines(width: width, style)
      }
    }
    if !contrasts.isEmpty {
      lines += [StyledText(), StyledText("Verdict", .strong)] + verdicts(prose)
    }
    for note in [unboundedNote].compactMap({ $0 }) + notes {
      lines += [StyledText()] + paragraphs(note, prose)
    }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private func paragraphs(
    _ text: String, _ width: Int, _ emphasis: TextEmphasis = .plain
  ) -> [StyledText] {
    wrapped(text, to: width).map { StyledText($0, emphasis) }
  }

  private func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names.last!
  }

  private var introduction: String {
    let stored = storedRuns == 0 ? "" : ", \(grouped(storedRuns)) of them from the store"
    let text =
      "\(counted(runs, "run"))\(stored): \(counted(seeds, "seed")) from \(firstSeed) on, each the same "
      + "jobs for all variants. \(warmUp)"
    if isFixed {
      return text
        + " Nothing in this scenario depends on the seed: one run of each policy stands for "
        + "all." + sparedSentence
        + (precision == nil ? "" : " There is no interval to narrow.")
    }
    let level = decimal(confidence * 100, places: 0)
    let some =
      contrasts.contains(where: \.isFixed) || sparedRuns > 0
      ? " What has no ± does not depend on the seed." + sparedSentence : ""
    return text + " Means ± \(level) % confidence (Student).\(some)\(precisionSentence)"
  }

  private var sparedSentence: String {
    if sparedRuns == 0 { return "" }
    return " Two seeds showed that, so \(counted(sparedRuns, "run")) more "
      + (sparedRuns == 1 ? "was not needed." : "were not needed.")
  }

  private var precisionSentence: String {
    guard let precision else { return "" }
    let asked = percentText(precision * 100)
    if isPrecise == true { return " Intervals are as narrow as asked, \(asked)." }
    if isPrecise == nil { return " No difference varies: there is no interval to narrow." }
    let first = contrasts.filter { $0.measure == measures.first }
    if !first.allSatisfy(\.isJudged) {
      return
        " Beside a baseline of 0 there is no relative difference that could be as narrow as asked, "
        + "\(asked)."
    }
    if seeds < RelativeChange.fewPairs {
      return
        " Fewer than \(RelativeChange.fewPairs) seeds cannot show that intervals are as narrow as "
        + "asked, \(asked)."
    }
    return " The budget ended before all intervals were as narrow as asked, \(asked)."
  }

  /// As few tables as the width allows: measures that one has no room for go to the next.
  private func meanTables(_ workload: String, _ width: Int) -> [Table] {
    var tables: [Table] = []
    var left = measures[...]
    while !left.isEmpty {
      var count = left.count
      while count > 1 && !meanTable(workload, left.prefix(count)).fits(width) { count -= 1 }
      tables.append(meanTable(workload, left.prefix(count)))
      left = left.dropFirst(count)
    }
    return tables
  }

  private func meanTable(_ workload: String, _ measures: ArraySlice<MeasureWords>) -> Table {
    var columns = [Table.Column(title: "variant", alignment: .left, limit: 40)]
    for measure in measures {
      columns.append(.init(title: measure.name))
      if !isFixed { columns.append(.init(title: "±", alignment: .left, expendability: 1)) }
    }
    var table = Table(columns)
    for variant in variants {
      var cells: [Table.Cell] = [.text(variant)]
      for measure in measures {
        let mean = means.first {
          $0.workload == workload && $0.variant == variant && $0.measure == measure
        }
        cells.append(.text(measure.text(mean?.value?.estimate), .strong))
        if !isFixed {
          cells.append(.text(mean?.value?.halfWidth.map { measure.text($0) } ?? "", .faint))
        }
      }
      table.add(cells)
    }
    return table
  }

  private func contrastTable(_ workload: String) -> Table {
    var table = Table([
      .init(title: "measure", alignment: .left),
      .init(title: "variant", alignment: .left, limit: 40),
      .init(title: "difference"), .init(title: "±", alignment: .left, expendability: 2),
      .init(title: "effect", expendability: 3), .init(title: "p (Holm)", expendability: 1),
      .init(title: "absolute", expendability: 4), .init(title: "bootstrap", expendability: 5),
    ])
    for contrast in contrasts where contrast.workload == workload {
      table.add(row(contrast))
    }
    return table
  }

  private func row(_ contrast: Contrast) -> [Table.Cell] {
    let difference = contrast.difference
    let measure = contrast.measure
    let isShown = contrast.isShown(at: 1 - confidence)
    let isGood = (difference.difference.estimate > 0) == measure.prefersMore
    let emphasis: TextEmphasis =
      !isShown || measure.prefersMore == nil ? .plain : isGood ? .good : .bad
    let bounds = difference.bootstrap.map {
      "\(signed(measure, $0.low)) .. \(signed(measure, $0.high))"
    }
    return [
      .text(measure.name), .text(contrast.variant),
      .text(difference.relative.map { signedPercent($0.estimate) } ?? "?", emphasis),
      .text(contrast.relativeBounds, .faint),
      .text(difference.effectSize.map { decimal($0, places: 1) } ?? "-"),
      .text(contrast.adjustedP.map(probability) ?? "-"),
      .text(signed(measure, difference.difference.estimate)), .text(bounds ?? "", .faint),
    ]
  }

  private func signed(_ measure: MeasureWords, _ value: Double) -> String {
    (value < 0 ? "-" : "+") + measure.text(abs(value))
  }

  private func probability(_ value: Double) -> String {
    value < 0.0001 ? "<0.0001" : decimal(value, places: value < 0.1 ? 4 : 2)
  }

  /// By workload, as the tables are. What is odd about several is explained once.
  private func verdicts(_ width: Int) -> [StyledText] {
    let isRepeated = contrasts.count(where: \.isSkewed) > 1
    let sorted = workloads.indices.flatMap { place in
      workloads[..<place].contains(workloads[place])
        ? [] : contrasts.filter { $0.workload == workloads[place] }
    }
    let lines = sorted.flatMap { contrast -> [StyledText] in
      let place = workloads.count > 1 ? "\(contrast.workload): " : ""
      let sentence = contrast.verdict(
        against: baseline, level: 1 - confidence, explains: !isRepeated)
      let isShown = contrast.isShown(at: 1 - confidence)
      return wrapped(place + sentence, to: width - 2).enumerated().map { index, line in
        StyledText(index == 0 ? "- " : "  ") + StyledText(line, isShown ? .plain : .faint)
      }
    }
    if !isRepeated { return lines }
    let note =
      "Skewed: one of Student's and the bootstrap's interval holds 0 and the other does not, so that "
      + "more seeds should decide."
    return lines + paragraphs(note, width)
  }
}
