import KoineModel
import Yams

extension RecoverySettings {
  /// The keys of `recovery` in scenarios, which are those of `--recovery` too.
  public static let keys = [
    "save", "restore", "interval", "restarts", "detection", "spares", "mtbf",
    "state_bytes_per_parameter", "state_gb_per_accelerator", "storage_gb_s", "node_storage_gb_s",
  ]
  private static let mostRestarts = 1_000_000
  private static let stateBytes = Quantity("bytes", 0.1...1000)
  private static let state = Quantity("GB", 0...1_000_000)
  private static let bandwidth = Quantity("GB/s", 0.001...1_000_000)

  /// Reads a mapping of ``keys``; what is wrong is reported there.
  init(_ value: YAMLValue) {
    guard let fields = value.mapping(known: Self.keys) else { return }
    save = fields["save"]?.time()
    restore = fields["restore"]?.time()
    checkpoints = fields["interval"]?.checkpoints()
    restarts = fields["restarts"]?.restarts(upTo: Self.mostRestarts)
    detection = fields["detection"]?.time()
    spares = fields["spares"]?.integer(in: 0...1_000_000)
    meanTimeToFailure = fields["mtbf"]?.positiveTime()
    stateBytesPerParameter = fields["state_bytes_per_parameter"]?.number(Self.stateBytes)
    stateOfAccelerator_gb = fields["state_gb_per_accelerator"]?.number(Self.state)
    storage_gb_s = fields["storage_gb_s"]?.number(Self.bandwidth)
    nodeStorage_gb_s = fields["node_storage_gb_s"]?.number(Self.bandwidth)
    let hasState = stateBytesPerParameter != nil || stateOfAccelerator_gb != nil
    if hasState && storage_gb_s == nil && nodeStorage_gb_s == nil && !value.log.hasErrors {
      value.report(
        .conflict("needs storage_gb_s or node_storage_gb_s to tell how long moving the state takes")
      )
    }
  }

  /// Reads `KEY=VALUE` pairs, commas between, as the option called `option` gives them.
  ///
  /// - Throws: every pair that has another form, and every key and value that is wrong.
  public init(arguments: [String], option: String) throws(InputError) {
    var pairs: [(Node, Node)] = []
    var problems: [Diagnostic] = []
    for part in arguments.flatMap({ $0.split(separator: ",") }) {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        problems.append(
          Diagnostic(
            file: option,
            .wrongType(
              found: "'\(part)'", expected: "KEY=VALUE, such as save=30s or interval=daly")))
        continue
      }
      pairs.append((Node(sides[0]), Node(sides[1], .implicit, .plain)))
    }
    let log = DiagnosticLog()
    self.init(YAMLValue(node: Node(pairs), path: "", file: option, log: log))
    problems += log.diagnostics
    if !problems.isEmpty { throw InputError(problems) }
  }
}

extension YAMLValue {
  /// A time above zero.
  func positiveTime() -> Interval? {
    guard let time = time() else { return nil }
    if time > .zero { return time }
    report(.outOfRange(found: plainText ?? appearance, expected: "a time above 0"))
    return nil
  }

  fileprivate func checkpoints() -> RecoverySettings.Checkpoints? {
    switch plainText {
    case "none": return .never
    case "young": return .young
    case "daly": return .daly
    default:
      if let text = plainText, let time = readTime(text), time > .zero { return .every(time) }
      report(
        .wrongType(
          found: appearance, expected: "none, young, daly, or a time above 0 such as 30min"))
      return nil
    }
  }

  fileprivate func restarts(upTo most: Int) -> Int? {
    switch plainText {
    case "yes": return RecoverySettings.usualRestarts
    case "no": return 0
    default:
      if let text = plainText, let number = Int(text), (0...most).contains(number) { return number }
      report(
        .wrongType(
          found: appearance, expected: "yes, no, or a whole number from 0 to \(most)"))
      return nil
    }
  }
}
