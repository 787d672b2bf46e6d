public import KoineModel

/// Jobs of about the same size, for which waits are stated apart: big jobs wait differently.
public enum SizeClass: Int, CaseIterable, Hashable, Sendable {
  case none, shared, one, few, tens, hundreds, thousands

  /// Accelerators of the class's jobs, as written in `wait_s_by_size`.
  public var label: String {
    switch self {
    case .none: "0"
    case .shared: "shared"
    case .one: "1"
    case .few: "2-8"
    case .tens: "9-64"
    case .hundreds: "65-512"
    case .thousands: "513+"
    }
  }

  /// The class of a job that makes `request`.
  public init(_ request: Request) {
    switch request.accelerators {
    case 0: self = .none
    case 1: self = request.share_milli < 1000 ? .shared : .one
    case 2...8: self = .few
    case 9...64: self = .tens
    case 65...512: self = .hundreds
    default: self = .thousands
    }
  }
}
