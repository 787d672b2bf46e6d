extension Diagnostic: CustomStringConvertible {
  /// `file:line: key: what was found, what was expected, the nearest known name`.
  public var description: String { "\(location): \(message)" }

  /// `file`, or `file:line`.
  public var location: String { line.map { "\(file):\($0)" } ?? file }

  /// The problem in words, without its location. The one place where facts become sentences.
  public var message: String {
    let subject = key.map { "\($0): " } ?? ""
    let outcome = repair.map { "; \($0)" } ?? ""
    return subject + sentence + outcome
  }

  private var sentence: String {
    switch problem {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .unwritable(let reason): "cannot be written: \(reason)"
    case .notText: "is not a text file"
    case .notUTF8: "is not UTF-8, perhaps Latin-1 or GBK: save the file as UTF-8"
    case .truncated(let expected): "ends too early: expected \(expected)"
    case .tooLarge(let found, let limit): "is too large: \(found), the limit is \(limit)"
    case .syntax(let text): text
    case .unknownKey(let nearest, let known):
      "unknown key, "
        + (nearest.map { "did you mean '\($0)'?" } ?? "known are \(known.joined(separator: ", "))")
    case .missingKey: "is missing"
    case .unknownName(let kind, let found, let nearest, let known):
      "unknown \(kind) '\(found)'" + (nearest.map { ", did you mean '\($0)'?" } ?? "")
        + (known.isEmpty ? "" : " (known: \(known.joined(separator: ", ")))")
    case .duplicateName(let kind, let found, let first):
      "\(kind) '\(found)' is defined twice" + (first.map { ", first on line \($0)" } ?? "")
    case .wrongType(let found, let expected): "found \(found), expected \(expected)"
    case .outOfRange(let found, let expected): "found \(found), expected \(expected)"
    case .wrongColumnCount(let found, let expected): "found \(found) columns, expected \(expected)"
    case .outOfOrder(let found, let previous): "\(found) comes after \(previous)"
    case .includeCycle(let path): "includes itself: \(path.joined(separator: " -> "))"
    case .empty(let what): "holds no \(what)"
    case .conflict(let text): text
    case .tooDeep(let limit): "is nested deeper than \(limit) levels"
    case .tooManyValues(let limit): "expands to more than \(limit) values"
    case .unknownFormat(let known):
      "is in no known workload format (known: \(known.joined(separator: ", ")))"
    case .missingColumns(let format, let missing, let found):
      Self.sentence(missing, of: format, found: found)
    case .storeDamaged(let reason):
      "is no run store or is damaged: \(reason); it was left as it is: name another with --store, "
        + "or save what it holds with sqlite3's .recover"
    case .storeNewer:
      "is the run store of a newer version of koine; it was left as it is: use that version, or name "
        + "another store with --store"
    case .storeLocked:
      "is locked by another process; what ended before is stored: run the same command again when "
        + "that one is done"
    case .storeFull:
      "the disk is full; what ended before is stored: make room and run the same command again"
    case .catalogueMissing(nil):
      "names of shipped clusters, chips and models are unknown: the folder Topologies was found neither "
        + "beside the program nor above it nor in the current folder; set KOINE_TOPOLOGIES to its path"
    case .catalogueMissing(let named?):
      "names of shipped clusters, chips and models are unknown: KOINE_TOPOLOGIES names '\(named)', which "
        + "is no folder that holds clusters; set it to the path of the folder Topologies"
    case .storeReadOnly(let reason):
      "cannot be written: \(reason); koine runs list, show, diff and export read it as it is: to keep "
        + "runs, name another store with --store, into which koine runs merge takes these over"
    case .runDamaged(let what):
      "\(what) damaged; the others can be read: remove it with koine runs gc --damaged, and the same "
        + "experiment makes it again"
    case .further(let count): "and \(count) more of this kind"
    }
  }

  private static func sentence(
    _ missing: [MissingColumn], of format: String, found: [String]
  ) -> String {
    let names = missing.map { column in
      column.name + (column.slip.map { " (is it '\($0)'?)" } ?? "")
    }
    let noun = missing.count == 1 ? "column" : "columns"
    let shown = found.prefix(20) + (found.count > 20 ? ["..."] : [])
    return
      "lacks the \(noun) \(names.joined(separator: ", ")) of the nearest format, \(format); it has "
      + "\(shown.joined(separator: ", ")) (koine list formats tells the other formats)"
  }
}
