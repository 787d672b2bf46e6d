#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Zeroed memory that is given back when its owner goes.
///
/// Large pieces ask for huge pages: the end of a job reads records all over a column of many
/// megabytes, and with pages of 4 KiB each read would miss the translation buffer too.
@usableFromInline
struct OwnedMemory: ~Copyable, @unchecked Sendable {
  /// Begins on a cache line.
  let start: UnsafeMutableRawPointer
  private let allocation: UnsafeMutableRawPointer
  /// Bytes mapped, or 0 if the memory came from the heap.
  private let mappedSize: Int

  private static var lineSize: Int { 64 }
  private static var hugePageSize: Int { 2 << 20 }

  init(zeroed size: Int) {
    if size >= 2 * Self.hugePageSize, let region = Self.map(size + Self.hugePageSize) {
      allocation = region
      mappedSize = size + Self.hugePageSize
      start = region.alignedUp(toMultipleOf: Self.hugePageSize)
      Self.askForHugePages(start, size)
      return
    }
    guard let memory = calloc(size + Self.lineSize, 1) else {
      fatalError("out of memory: \(size) bytes")
    }
    allocation = memory
    mappedSize = 0
    start = memory.alignedUp(toMultipleOf: Self.lineSize)
  }

  private static func map(_ size: Int) -> UnsafeMutableRawPointer? {
    let flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE
    let region = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
    return region == MAP_FAILED ? nil : region
  }

  private static func askForHugePages(_ start: UnsafeMutableRawPointer, _ size: Int) {
    #if os(Linux)
      _ = madvise(start, size, MADV_HUGEPAGE)
    #endif
  }

  deinit {
    if mappedSize > 0 { munmap(allocation, mappedSize) } else { free(allocation) }
  }
}
