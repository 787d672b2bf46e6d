public import KoineModel

extension LedgerClass {
  /// Whether the accelerators of this class were allocated to a job or a service.
  public var isAllocated: Bool {
    switch self {
    case .productive, .communication, .imbalance, .checkpoint, .lost, .reconfiguration,
      .reservedIdle:
      true
    case .down, .freeIdle, .freeUnusable, .freeWithheld: false
    }
  }

  /// What the class means, in a few words for tables.
  public var meaning: String {
    switch self {
    case .productive: "productive"
    case .communication: "communication"
    case .imbalance: "waiting for a slower chip"
    case .checkpoint: "writing checkpoints"
    case .lost: "lost: failed or redone work"
    case .reconfiguration: "setting optical circuits"
    case .reservedIdle: "reserved: spare, below load"
    case .down: "down"
    case .freeIdle: "free, nothing waits"
    case .freeUnusable: "free, unusable for what waits"
    case .freeWithheld: "free, withheld by policy"
    }
  }
}
