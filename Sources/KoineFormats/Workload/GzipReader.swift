import CZlib

/// Decompresses gzip files of any number of members through zlib.
enum GzipReader {
  /// Whether `bytes` start with gzip's magic number.
  static func recognises(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The decompressed content of all members.
  ///
  /// - Throws: when the stream is damaged, ends early, or holds more than `limit` bytes.
  static func inflate(
    _ bytes: [UInt8], file: String, limit: Int
  ) throws(InputError) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(min(limit, bytes.count * 4))
    switch inflateMembers(bytes, into: &output, limit: limit) {
    case .complete: return output
    case .truncated:
      throw InputError(Diagnostic(file: file, .truncated(expected: "the end of the gzip stream")))
    case .tooLarge:
      throw InputError(Diagnostic(file: file, .tooLarge(found: output.count, limit: limit)))
    case .damaged(let reason):
      throw InputError(
        Diagnostic(file: file, .unreadable(reason: "the gzip stream is damaged: \(reason)")))
    }
  }

  private enum Outcome {
    case complete, truncated, tooLarge
    case damaged(String)
  }

  private static func inflateMembers(
    _ bytes: [UInt8], into output: inout [UInt8], limit: Int
  ) -> Outcome {
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    return bytes.withUnsafeBufferPointer { input in
      var stream = z_stream()
      // 15 window bits, plus 16 for a gzip header.
      guard
        inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { return .damaged("zlib cannot start") }
      defer { inflateEnd(&stream) }
      var consumed = 0
      while true {
        // zlib counts input in 32 bits, so it is handed over piece by piece.
        let piece = min(input.count - consumed, 1 << 30)
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress! + consumed)
        stream.avail_in = UInt32(piece)
        let status = step(&stream, &chunk, &output)
        consumed += piece - Int(stream.avail_in)
        if output.count > limit { return .tooLarge }
        switch status {
        case Z_OK: continue
        case Z_BUF_ERROR: return .truncated
        case Z_STREAM_END:
          if isPadding(input, from: consumed) { return .complete }
          inflateReset(&stream)
        default: return .damaged(stream.msg.map { String(cString: $0) } ?? "code \(status)")
        }
      }
    }
  }

  private static func step(
    _ stream: inout z_stream, _ chunk: inout [UInt8], _ output: inout [UInt8]
  ) -> Int32 {
    chunk.withUnsafeMutableBufferPointer { buffer in
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(buffer.count)
      let status = CZlib.inflate(&stream, Z_NO_FLUSH)
      output.append(contentsOf: buffer[..<(buffer.count - Int(stream.avail_out))])
      return status
    }
  }

  /// Members may be followed by zeros, which tapes and `dd` leave behind.
  private static func isPadding(_ input: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    input[start...].allSatisfy { $0 == 0 }
  }
}
