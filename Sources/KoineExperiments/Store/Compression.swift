import CZlib
import Foundation

/// Bytes with their length in front, compressed by zlib.
enum Compression {
  /// - Complexity: O(bytes), at zlib's fastest level: stores are written more often than read.
  static func compress(_ text: String) -> Data {
    let bytes = Array(text.utf8)
    var length = compressBound(uLong(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(length) + 8)
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) {
      packed.replaceSubrange(0..<8, with: $0)
    }
    let status = packed.withUnsafeMutableBufferPointer { target in
      compress2(target.baseAddress! + 8, &length, bytes, uLong(bytes.count), 1)
    }
    precondition(status == Z_OK, "zlib compresses whatever fits into its own bound")
    return Data(packed[..<(8 + Int(length))])
  }

  /// The text, or `nil` for what ``compress(_:)`` has not made.
  static func decompress(_ data: Data) -> String? {
    guard data.count >= 8 else { return nil }
    let bytes = [UInt8](data)
    let count = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // No byte of zlib stands for more than 1,032, so that a damaged length asks for no more memory.
    guard count <= UInt64(bytes.count) * 1032 else { return nil }
    var length = uLong(count)
    var text = [UInt8](repeating: 0, count: Int(count) + 1)
    let status = bytes.withUnsafeBufferPointer { source in
      uncompress(&text, &length, source.baseAddress! + 8, uLong(bytes.count - 8))
    }
    guard status == Z_OK, length == count else { return nil }
    return String(decoding: text[..<Int(count)], as: UTF8.self)
  }
}
