import Foundation
import KoineExperiments
import KoineFormats
import KoineReports
import Synchronization

/// Which measure is worth showing while runs end, and which way is up.
struct BestSoFar: Sendable {
  /// Its place among the runner's measures.
  var measure: Int
  var words: MeasureWords
  /// Whether points are compared on the seeds that they have in common.
  var isPaired = false
}

/// How far an experiment is: a bar on a terminal, a line now and then elsewhere.
final class RunProgress: Sendable {
  private struct State {
    var ended = 0
    var stored = 0
    var best: BestPoint
    var lastShown: ContinuousClock.Instant
  }

  private let total: Int
  private let best: BestSoFar?
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private let state: Mutex<State>
  /// Between two lines where there is no terminal, s; a bar is drawn ten times a second.
  private static let lineGap = Duration.seconds(10)
  private static let barGap = Duration.milliseconds(100)

  init(total: Int, best: BestSoFar?) {
    self.total = total
    self.best = best
    let point = BestPoint(
      prefersMore: best?.words.prefersMore ?? false, isPaired: best?.isPaired ?? false)
    state = Mutex(State(best: point, lastShown: began))
  }

  /// Takes one more outcome.
  func ended(_ outcome: RunOutcome, request: RunRequest) {
    state.withLock { state in
      state.ended += 1
      guard let record = outcome.record else { return }
      if record.isStored { state.stored += 1 }
      if let best, let value = record.values[best.measure] { state.best.note(request, value) }
      let now = ContinuousClock.now
      guard now - state.lastShown >= (isTerminal ? Self.barGap : Self.lineGap) else { return }
      state.lastShown = now
      show(line(state, now))
    }
  }

  /// Removes the bar.
  func finish() {
    if isTerminal { write("\r\u{1B}[K") }
  }

  private func show(_ line: String) { write(isTerminal ? "\r\u{1B}[K" + line : line + "\n") }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  private func line(_ state: State, _ now: ContinuousClock.Instant) -> String {
    let elapsed_s = (now - began) / .seconds(1)
    let rate = Double(state.ended) / max(elapsed_s, 1e-9)
    let left_s = Double(total - state.ended) / max(rate, 1e-9)
    var line = ProgressLine(ended: state.ended, total: total, rate: rate, left_s: left_s)
    if let best, let found = state.best.best {
      line.best = (best.words, found.mean, found.settings.map { "\($0.key)=\($0.value)" })
    }
    guard isTerminal else { return "koine: " + line.text }
    return line.text(width: max(20, TerminalStyle.ofStandardOutput().width - 1))
  }
}
