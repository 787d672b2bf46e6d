/// A command of the program as a shell reads it.
public enum ShellCommand {
  /// The words as one line, each in quotes if it needs them.
  public static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  /// A word that the shell takes as it is.
  public static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+".contains($0) }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// The command of an experiment, made for all of its parts and for a store.
  static func whole(_ command: String, store: String) -> String {
    var kept: [Substring] = []
    var isValue = false
    for word in words(of: command) {
      defer { isValue = word == "--shard" || word == "--store" }
      if isValue || word == "--shard" || word == "--store" { continue }
      if word.hasPrefix("--shard=") || word.hasPrefix("--store=") { continue }
      kept.append(word)
    }
    return (kept + ["--store", Substring(quoted(store))]).joined(separator: " ")
  }

  /// The words of a line that ``line(_:)`` made, with their quotes.
  private static func words(of command: String) -> [Substring] {
    var isQuoted = false
    var isEscaped = false
    return command.split { character in
      if isEscaped {
        isEscaped = false
      } else if character == "'" {
        isQuoted.toggle()
      } else if character == "\\" && !isQuoted {
        isEscaped = true
      }
      return character == " " && !isQuoted
    }
  }
}
