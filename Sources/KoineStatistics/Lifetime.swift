import CGSL
import Foundation

/// How long something lasts: the time to a failure, or to a repair, in seconds.
public enum Lifetime: Hashable, Sendable {
  case fixed(Double)
  case exponential(mean: Double)
  /// Early failures below a shape of 1, wear above.
  case weibull(shape: Double, scale: Double)
  /// exp of a normal with mean `mu` and standard deviation `sigma`: most are short, some very long.
  case logNormal(mu: Double, sigma: Double)

  /// The Weibull distribution of a shape and a mean; both are positive.
  public static func weibull(shape: Double, mean: Double) -> Lifetime {
    .weibull(shape: shape, scale: mean / tgamma(1 + 1 / shape))
  }

  /// The log-normal distribution of a median and a mean above it; both are positive.
  public static func logNormal(median: Double, mean: Double) -> Lifetime {
    .logNormal(mu: log(median), sigma: (2 * log(mean / median)).squareRoot())
  }

  /// The log-normal distribution of a median, or a mean, and the standard deviation of the logarithm.
  public static func logNormal(median: Double, sigma: Double) -> Lifetime {
    .logNormal(mu: log(median), sigma: sigma)
  }

  /// The log-normal distribution of a mean and the standard deviation of the logarithm.
  public static func logNormal(mean: Double, sigma: Double) -> Lifetime {
    .logNormal(mu: log(mean) - sigma * sigma / 2, sigma: sigma)
  }

  /// The same distribution of times that are divided by `factor`, which is positive.
  public func shortened(by factor: Double) -> Lifetime {
    switch self {
    case .fixed(let value): .fixed(value / factor)
    case .exponential(let mean): .exponential(mean: mean / factor)
    case .weibull(let shape, let scale): .weibull(shape: shape, scale: scale / factor)
    case .logNormal(let mu, let sigma): .logNormal(mu: mu - log(factor), sigma: sigma)
    }
  }

  public var mean: Double {
    switch self {
    case .fixed(let value): value
    case .exponential(let mean): mean
    case .weibull(let shape, let scale): scale * tgamma(1 + 1 / shape)
    case .logNormal(let mu, let sigma): exp(mu + sigma * sigma / 2)
    }
  }

  /// The value that is not exceeded with `probability`, which lies strictly between 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    switch self {
    case .fixed(let value): value
    case .exponential(let mean): -mean * log1p(-probability)
    case .weibull(let shape, let scale): scale * pow(-log1p(-probability), 1 / shape)
    case .logNormal(let mu, let sigma): exp(mu + sigma * normalQuantile(probability))
    }
  }

  /// The next value of `stream`, by one uniform number.
  public func draw(_ stream: inout SmallStream) -> Double { quantile(stream.openUniform()) }
}

/// The value of a gamma distribution of mean 1 and the given shape that is not exceeded with
/// `probability`: how much more than others one of many unlike things fails.
///
/// - Parameter shape: positive; the variance is 1 / shape.
public func gammaOfMeanOne(_ probability: Double, shape: Double) -> Double {
  gsl_cdf_gamma_Pinv(probability, shape, 1 / shape)
}
