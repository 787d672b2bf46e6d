import KoineFormats
import Synchronization

/// Values by key that are computed once, whichever thread asks first.
final class SharedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  /// A value or the problems that its computation met; locked while it is computed.
  private final class Entry: Sendable {
    let result = Mutex<Result<Value, InputError>?>(nil)
  }

  private struct Shelf {
    var entries: [Key: (entry: Entry, cost: Int, used: Int)] = [:]
    var cost = 0
    var clock = 0
  }

  private let shelf = Mutex(Shelf())
  private let limit: Int
  private let cost: @Sendable (Value) -> Int

  /// - Parameters:
  ///   - limit: sum of the costs that are kept; the entry used last stays whatever it costs.
  ///   - cost: what it costs to keep a value.
  init(limit: Int = .max, cost: @escaping @Sendable (Value) -> Int = { _ in 0 }) {
    self.limit = limit
    self.cost = cost
  }

  /// The value of `key`, computed by `make` if no thread has done so.
  func value(
    _ key: Key, _ make: () throws(InputError) -> Value
  ) throws(InputError) -> Value {
    let entry = entry(of: key)
    let (result, isNew) = entry.result.withLock { known in
      if let known { return (known, false) }
      let made: Result<Value, InputError>
      do throws(InputError) { made = .success(try make()) } catch { made = .failure(error) }
      known = made
      return (made, true)
    }
    if isNew, case .success(let value) = result { keep(key, cost(value)) }
    return try result.get()
  }

  private func entry(of key: Key) -> Entry {
    shelf.withLock { shelf in
      shelf.clock += 1
      if var known = shelf.entries[key] {
        known.used = shelf.clock
        shelf.entries[key] = known
        return known.entry
      }
      let entry = Entry()
      shelf.entries[key] = (entry, 0, shelf.clock)
      return entry
    }
  }

  private func keep(_ key: Key, _ cost: Int) {
    shelf.withLock { shelf in
      shelf.entries[key]?.cost = cost
      shelf.cost += cost
      while shelf.cost > limit,
        let oldest = shelf.entries.filter({ $0.key != key && $0.value.cost > 0 })
          .min(by: { $0.value.used < $1.value.used })
      {
        shelf.entries[oldest.key] = nil
        shelf.cost -= oldest.value.cost
      }
    }
  }
}
