import ArgumentParser
import KoineFormats

/// The words by which commands are called.
enum CommandName {
  /// Checks the words that stand before the first option and argument of a command.
  ///
  /// The parser itself knows no near names.
  /// - Throws: that one of them is no command where only a command can stand.
  static func check(_ arguments: some Sequence<String>) throws(InputError) {
    var command: any ParsableCommand.Type = Koine.self
    var path = "koine"
    for word in arguments {
      let known = command.configuration.subcommands
      if word.hasPrefix("-") || known.isEmpty { return }
      guard let next = known.first(where: { name(of: $0) == word }) else {
        // The parser brings a command of its own.
        if word == "help" && command == Koine.self { return }
        let names = known.map(name)
        throw InputError(
          Diagnostic(
            file: path,
            .unknownName(
              kind: "command", found: word, nearest: nearestName(to: word, among: names),
              known: names)))
      }
      command = next
      path += " " + word
    }
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }
}
