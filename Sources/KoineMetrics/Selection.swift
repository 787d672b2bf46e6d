/// Order statistics without sorting.
enum Selection {
  /// Rearranges `values[range]` so that position `rank` holds what sorting would put there, with
  /// nothing greater before it and nothing smaller after it.
  ///
  /// Hoare's selection with the median of three as pivot; after more rounds than chance explains it
  /// sorts what is left, so that no input takes quadratic time. Equal values split evenly, which
  /// matters here: most waits are often 0.
  /// - Precondition: `rank` lies in `range`.
  /// - Complexity: O(range) on average, O(range log range) at worst.
  static func select<Value: Comparable>(
    _ rank: Int, in range: Range<Int>, of values: UnsafeMutableBufferPointer<Value>
  ) {
    precondition(range.contains(rank))
    var low = range.lowerBound
    var high = range.upperBound - 1
    var rounds = 64
    while low < high {
      rounds -= 1
      if rounds == 0 {
        var rest = values[low...high]
        rest.sort()
        return
      }
      let (left, right) = partition(values, low, high)
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return
      }
    }
  }

  /// Splits `values[low...high]`: nothing up to `right` is greater than the pivot, nothing from
  /// `left` on is smaller, and what lies between equals it.
  @inline(__always)
  private static func partition<Value: Comparable>(
    _ values: UnsafeMutableBufferPointer<Value>, _ low: Int, _ high: Int
  ) -> (left: Int, right: Int) {
    let pivot = medianOfThree(values[low], values[low + (high - low) / 2], values[high])
    var left = low
    var right = high
    while left <= right {
      while values[left] < pivot { left += 1 }
      while pivot < values[right] { right -= 1 }
      if left <= right {
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    return (left, right)
  }

  @inline(__always)
  private static func medianOfThree<Value: Comparable>(_ a: Value, _ b: Value, _ c: Value) -> Value
  {
    max(min(a, b), min(max(a, b), c))
  }

  /// The two order statistics between which percentile `percent` of `values` lies, and how far
  /// (in hundredths) it lies from the first to the second: the rank of type 7, in integers.
  ///
  /// Looks only at positions from `start` on, whose values must not be smaller than the ones before;
  /// afterwards the same holds from the returned `next` on.
  static func bracket<Value: Comparable>(
    percent: Int, from start: Int, of values: UnsafeMutableBufferPointer<Value>
  ) -> (lower: Value, upper: Value, hundredths: Int, next: Int) {
    let scaled = (values.count - 1) * percent
    let rank = scaled / 100
    let hundredths = scaled % 100
    select(rank, in: start..<values.count, of: values)
    guard hundredths > 0 else { return (values[rank], values[rank], 0, rank) }
    select(rank + 1, in: rank + 1..<values.count, of: values)
    return (values[rank], values[rank + 1], hundredths, rank)
  }
}
