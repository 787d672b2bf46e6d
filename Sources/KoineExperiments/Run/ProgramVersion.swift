import CZlib
import Foundation

/// Which program made a run: two builds may disagree, so that each trusts its own runs only.
public enum ProgramVersion {
  /// The version that is written in the changelog.
  public static let release = "0.1.0"

  /// The release and a checksum of the running program, such as `0.1.0-9a0b1c2d`.
  ///
  /// Read once; the release alone where the system does not show a process its file.
  public static let current: String = {
    guard let path = Bundle.main.executablePath,
      let program = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    else { return release }
    let checksum = program.withUnsafeBytes { bytes in
      crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, z_size_t(bytes.count))
    }
    let digits = String(checksum, radix: 16)
    return "\(release)-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }()
}
