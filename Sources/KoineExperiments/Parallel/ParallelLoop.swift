import Foundation
import Synchronization

/// Lets another thread, or a signal, end a loop early.
public final class RunControl: Sendable {
  private let flag = Atomic(false)

  public init() {}

  /// Asks that nothing more be started; what runs ends as usual.
  public func stop() { flag.store(true, ordering: .relaxed) }

  /// Whether ``stop()`` was called.
  public var isStopped: Bool { flag.load(ordering: .relaxed) }
}

/// Runs a body for every index on several threads.
///
/// Threads take the next index from one counter, so that none is idle while another has work; what
/// belongs to an index does not depend on the thread that took it.
public enum ParallelLoop {
  /// Processors that this process may use.
  public static var allCores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Calls `body` once for each index below `count`, until `control` is stopped; returns when all
  /// calls have returned.
  ///
  /// - Parameter threads: at least 1. One thread is the caller's own.
  public static func run(
    _ count: Int, threads: Int, control: RunControl = RunControl(),
    _ body: @escaping @Sendable (Int) -> Void
  ) {
    precondition(threads > 0)
    let counter = SharedCounter(count)
    @Sendable func work() {
      while !control.isStopped, let index = counter.next() { body(index) }
    }
    let helpers = DispatchGroup()
    for _ in 1..<max(1, min(threads, count)) {
      helpers.enter()
      let thread = Thread {
        work()
        helpers.leave()
      }
      // A secondary thread has 512 KB otherwise, and readers recurse.
      thread.stackSize = 8 << 20
      thread.start()
    }
    work()
    helpers.wait()
  }
}

/// Hands out the numbers below a limit, each once.
private final class SharedCounter: Sendable {
  private let taken = Atomic(0)
  private let limit: Int

  init(_ limit: Int) { self.limit = limit }

  func next() -> Int? {
    let index = taken.add(1, ordering: .relaxed).oldValue
    return index < limit ? index : nil
  }
}
