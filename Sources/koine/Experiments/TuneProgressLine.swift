import Foundation
import KoineExperiments
import KoineReports
import Synchronization

/// How far a search is: a bar on a terminal, a line now and then elsewhere.
final class TuneProgressLine: Sendable {
  private let goal: TuneGoal
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private let lastShown: Mutex<ContinuousClock.Instant>
  /// Between two lines where there is no terminal; a bar is drawn ten times a second.
  private static let lineGap = Duration.seconds(10)
  private static let barGap = Duration.milliseconds(100)

  init(_ goal: TuneGoal) {
    self.goal = goal
    lastShown = Mutex(began)
  }

  /// Takes the state after one more run, on any thread.
  func show(_ progress: TuneProgress) {
    // There is no budget before the scenario's own policy has been run.
    guard progress.budget > 0 else { return }
    let now = ContinuousClock.now
    let isDue = lastShown.withLock { last in
      guard now - last >= (isTerminal ? Self.barGap : Self.lineGap) else { return false }
      last = now
      return true
    }
    guard isDue else { return }
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
    let line = SearchProgressLine(
      candidates: progress.candidates, share: share, rate: rate, left_s: left_s,
      best: progress.best.map { (MeasureWords(goal.measure), $0) })
    guard isTerminal else { return line.text }
    return line.text(width: max(20, TerminalStyle.ofStandardOutput().width - 1))
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
