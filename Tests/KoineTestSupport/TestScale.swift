import Foundation

/// How much work the random tests do.
public enum TestScale {
  /// `KOINE_TEST_SCALE` of the environment: 1 for the everyday run, 10 for ten times the seeds.
  public static var factor: Double {
    ProcessInfo.processInfo.environment["KOINE_TEST_SCALE"].flatMap(Double.init) ?? 1
  }

  /// `count` seeds in the everyday run, starting from 1.
  public static func seeds(_ count: Int) -> ClosedRange<UInt64> {
    1...UInt64(max(1, (Double(count) * factor).rounded()))
  }
}
