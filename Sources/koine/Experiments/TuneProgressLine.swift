import Foundation
import KoineExperiments
import KoineReports

/// How far a search is: a bar on a terminal, a line now and then elsewhere.
final class TuneProgressLine {
  private let goal: TuneGoal
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant

  init(_ goal: TuneGoal) {
    self.goal = goal
    lastShown = began
  }

  /// Takes the state after one more batch.
  func show(_ progress: TuneProgress) {
    let now = ContinuousClock.now
    guard isTerminal || now - lastShown >= .seconds(10) else { return }
    lastShown = now
    let line = line(progress, elapsed_s: (now - began) / .seconds(1))
    write(isTerminal ? "\r\u{1B}[K" + line : "koine: " + line + "\n")
  }

  /// Removes the bar.
  func finish() {
    if isTerminal { write("\r\u{1B}[K") }
  }

  private func line(_ progress: TuneProgress, elapsed_s: Double) -> String {
    let share = min(1, Double(progress.jobs) / Double(max(1, progress.budget)))
    let left_s = share > 0 ? elapsed_s * (1 - share) / share : 0
    let rate = Double(progress.jobs) / max(elapsed_s, 1e-9)
    var text =
      "\(grouped(progress.candidates)) candidates, \(Int(share * 100)) % of the budget, "
      + "\(grouped(Int(rate))) jobs/s, \(readableTime(left_s)) left"
    if let best = progress.best {
      text += ", best \(goal.measure) \(TuneReport.number(best))"
    }
    guard isTerminal else { return text }
    let bar = 20
    let full = Int(share * Double(bar))
    let drawn = String(repeating: "#", count: full) + String(repeating: ".", count: bar - full)
    return String("[\(drawn)] \(text)".prefix(max(20, TerminalStyle.ofStandardOutput().width - 1)))
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
