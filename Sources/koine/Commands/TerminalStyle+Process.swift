import Foundation
import KoineReports

extension TerminalStyle {
  /// What standard output can show: its width by COLUMNS or the terminal, colour only on a terminal
  /// and unless NO_COLOR is set.
  static var ofStandardOutput: TerminalStyle {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return TerminalStyle(
      width: environment["COLUMNS"].flatMap { Int($0) } ?? terminalWidth ?? 80,
      usesColour: isTerminal && !isPlain && environment["TERM"] != "dumb")
  }

  private static var terminalWidth: Int? {
    var size = winsize()
    let found = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    return found && size.ws_col > 0 ? Int(size.ws_col) : nil
  }
}
