import CPrefetch

/// A fixed number of elements in memory that is owned by one place and sized before the run.
///
/// It never grows: an index out of range traps. Zeroed columns come from the operating system's
/// zero pages, so that capacity which is never touched is never resident.
@frozen
public struct Column<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  /// Begins on a cache line, so that elements which are read together can be laid into one.
  @usableFromInline let base: UnsafeMutablePointer<Element>
  private let memory: OwnedMemory
  public let count: Int

  /// `count` copies of `value`.
  public init(repeating value: Element, count: Int) {
    self.init(zeroed: count)
    base.update(repeating: value, count: count)
  }

  /// `count` elements whose bytes are all zero.
  ///
  /// - Precondition: all-zero bytes are a valid `Element`.
  public init(zeroed count: Int) {
    memory = OwnedMemory(zeroed: count * MemoryLayout<Element>.stride)
    base = memory.start.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  /// A copy of `elements`.
  public init(_ elements: [Element]) {
    self.init(zeroed: elements.count)
    elements.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { base.update(from: first, count: source.count) }
    }
  }

  /// The element in place: reading one field of it loads that field alone.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      return UnsafePointer(base + index)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      return base + index
    }
  }

  /// Four neighbouring elements, whose indices are checked once.
  @inline(__always)
  func four(from index: Int) -> (Element, Element, Element, Element) {
    precondition(
      UInt(bitPattern: index) < UInt(bitPattern: max(count - 3, 0)), "index out of range")
    let first = base + index
    return (first[0], first[1], first[2], first[3])
  }

  /// Asks for the cache line of an element that will be needed soon; any index is allowed.
  @inline(__always)
  func prefetch(_ index: Int) {
    koine_prefetch(UnsafeRawPointer(base) + index &* MemoryLayout<Element>.stride)
  }

  /// Moves `count` elements from `source` to `target`; the ranges may overlap.
  @inlinable
  public mutating func move(_ count: Int, from source: Int, to target: Int) {
    precondition(
      count >= 0 && source >= 0 && target >= 0 && source + count <= self.count
        && target + count <= self.count)
    (base + target).update(from: base + source, count: count)
  }

  /// Makes this column equal to `other`, which has the same length.
  public mutating func copy(from other: borrowing Column) {
    precondition(count == other.count)
    base.update(from: other.base, count: count)
  }

  /// The elements as an array.
  public func array() -> [Element] {
    Array(UnsafeBufferPointer(start: base, count: count))
  }
}
