/// What is wrong with a place in an input. Facts only: ``Diagnostic/message`` puts them into words.
public enum InputProblem: Hashable, Sendable {
  case unreadable(reason: String)
  /// A result file that cannot be made or filled.
  case unwritable(reason: String)
  case notText
  /// A text file in another encoding.
  case notUTF8
  case truncated(expected: String)
  case tooLarge(found: Int, limit: Int)
  case syntax(String)
  case unknownKey(nearest: String?, known: [String])
  case missingKey
  /// `known` lists what there is, where that is short enough to help.
  case unknownName(kind: String, found: String, nearest: String?, known: [String] = [])
  case duplicateName(kind: String, found: String, firstLine: Int? = nil)
  case wrongType(found: String, expected: String)
  case outOfRange(found: String, expected: String)
  case wrongColumnCount(found: Int, expected: String)
  case outOfOrder(found: String, previous: String)
  case includeCycle(path: [String])
  case empty(what: String)
  case conflict(String)
  case tooDeep(limit: Int)
  case tooManyValues(limit: Int)
  /// A file whose content no reader recognises.
  case unknownFormat(known: [String])
  /// A table without columns of the format that it is nearest to.
  case missingColumns(format: String, missing: [MissingColumn], found: [String])
  /// A run store that SQLite cannot read as one.
  case storeDamaged(reason: String)
  /// A run store of a later version of the program.
  case storeNewer
  /// A run store that another process does not let go of.
  case storeLocked
  /// No room is left where a run store lies.
  case storeFull
  /// The folder of what is shipped is not there: found nowhere, or not where the environment says.
  case catalogueMissing(named: String?)
  /// A run store that may be read only.
  case storeReadOnly(reason: String)
  /// A run of a store that is not as it was written.
  case runDamaged(what: String)
  /// Stands for problems that are counted but not listed.
  case further(count: Int)
}

/// A column that a table should have.
public struct MissingColumn: Hashable, Sendable {
  public var name: String
  /// A column of the table that may be it, misspelt.
  public var slip: String?
}

/// One located problem of an input file.
public struct Diagnostic: Error, Hashable, Sendable {
  /// Whether the problem ends the reading or was repaired.
  public enum Severity: Sendable { case error, repair }

  public var severity: Severity
  /// Path as the user gave it, or the name of a bundled file.
  public var file: String
  /// Counted from 1; `nil` where the problem is the whole file's.
  public var line: Int?
  /// Dotted path of the key, such as `nodes[2].count`, or the name of a column.
  public var key: String?
  public var problem: InputProblem
  /// For a repair: what was done instead.
  public var repair: String?

  public init(
    file: String, line: Int? = nil, key: String? = nil, _ problem: InputProblem,
    repair: String? = nil
  ) {
    self.severity = repair == nil ? .error : .repair
    self.file = file
    self.line = line
    self.key = key
    self.problem = problem
    self.repair = repair
  }
}

/// The problems of an input, all that could be found in one reading.
public struct InputError: Error, Sendable {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  public init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }
}
