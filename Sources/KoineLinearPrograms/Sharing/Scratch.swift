/// Memory for one solution, given back when the last reference to it goes.
///
/// Arrays inside the structs of a solver are retained and released wherever a struct is passed on,
/// which took four fifths of its time; bare columns of one owner need neither.
final class Scratch {
  /// A column of this memory. It does not know its length: all loops run over jobs, kinds or shares.
  typealias Column<Element> = UnsafeMutablePointer<Element>

  private var blocks: [UnsafeMutableRawPointer] = []

  /// `count` copies of `value`, valid as long as this object lives.
  func column<Element: BitwiseCopyable>(_ value: Element, _ count: Int) -> Column<Element> {
    let base = Column<Element>.allocate(capacity: max(1, count))
    base.initialize(repeating: value, count: count)
    blocks.append(UnsafeMutableRawPointer(base))
    return base
  }

  /// A copy of `values`, valid as long as this object lives.
  func column<Element: BitwiseCopyable>(_ values: [Element]) -> Column<Element> {
    let base = Column<Element>.allocate(capacity: max(1, values.count))
    for (index, value) in values.enumerated() { (base + index).initialize(to: value) }
    blocks.append(UnsafeMutableRawPointer(base))
    return base
  }

  deinit { for block in blocks { block.deallocate() } }
}
