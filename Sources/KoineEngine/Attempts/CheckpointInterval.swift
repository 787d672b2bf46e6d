public import KoineModel

/// How much work lies between two checkpoints, for the least time lost on average.
///
/// Both formulas take failures as independent of each other, and the interval as short beside the time
/// between failures. Sources: Young, CACM 17(9), 1974; Daly, Future Generation Computer Systems 22,
/// 2006, equation 37.
public enum CheckpointInterval {
  /// Young's first-order interval: sqrt(2 x save x mean time to failure).
  ///
  /// - Precondition: both are positive.
  public static func young(save: Interval, meanTimeToFailure: Interval) -> Interval {
    precondition(save > .zero && meanTimeToFailure > .zero)
    return Interval(seconds: (2 * save.seconds * meanTimeToFailure.seconds).squareRoot())
  }

  /// Daly's higher-order interval; the mean time to failure itself where a checkpoint takes twice as
  /// long or longer.
  ///
  /// - Precondition: both are positive.
  public static func daly(save: Interval, meanTimeToFailure: Interval) -> Interval {
    precondition(save > .zero && meanTimeToFailure > .zero)
    let (save_s, mean_s) = (save.seconds, meanTimeToFailure.seconds)
    if save_s >= 2 * mean_s { return meanTimeToFailure }
    let ratio = save_s / (2 * mean_s)
    let series = 1 + ratio.squareRoot() / 3 + ratio / 9
    return Interval(
      nanoseconds: max(
        1, Interval(seconds: (2 * save_s * mean_s).squareRoot() * series - save_s).nanoseconds))
  }
}
