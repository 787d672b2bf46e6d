import Foundation
import Synchronization

/// Waits while another process locks a store, and tells when that takes long.
final class LockPatience: Sendable {
  private struct State {
    /// When each waiting thread began.
    var began: [ObjectIdentifier: ContinuousClock.Instant] = [:]
    var told: ContinuousClock.Instant?
  }

  private let path: String
  private let limit: Duration
  private let onWait: (@Sendable (String) -> Void)?
  private let control: RunControl
  private let state = Mutex(State())
  /// So long nobody wonders.
  static let silence = Duration.seconds(2)
  private static let pause_us: UInt32 = 10_000

  /// - Parameter control: stopped, it ends all waiting.
  init(
    _ path: String, limit_s: Double, _ onWait: (@Sendable (String) -> Void)?,
    control: RunControl = RunControl()
  ) {
    self.path = path
    self.control = control
    limit = .seconds(limit_s)
    self.onWait = onWait
  }

  /// Whether to try again, after a pause; SQLite counts the tries of each wait from 0.
  func wait(tries: Int) -> Bool {
    let now = ContinuousClock.now
    let thread = ObjectIdentifier(Thread.current)
    let (waited, tells) = state.withLock { state in
      let began = tries == 0 ? now : state.began[thread] ?? now
      state.began[thread] = began
      let waited = now - began
      // Several threads wait for the same process: one line is enough.
      let isNews = state.told.map { now - $0 > limit } ?? true
      guard waited >= Self.silence, isNews else { return (waited, false) }
      state.told = now
      return (waited, true)
    }
    if waited >= limit || control.isStopped { return false }
    if tells { onWait?(path) }
    usleep(Self.pause_us)
    return true
  }
}
