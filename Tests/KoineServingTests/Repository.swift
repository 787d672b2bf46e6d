import Foundation
import KoineFormats

/// What this repository ships.
enum Repository {
  static var topologies: String {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("Topologies").path
  }
}
