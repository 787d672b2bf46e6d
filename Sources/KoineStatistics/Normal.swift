import CGSL
import Foundation

/// The standard normal distribution function.
public func normalCDF(_ x: Double) -> Double { gsl_cdf_ugaussian_P(x) }

/// Its inverse; `probability` lies strictly between 0 and 1.
public func normalQuantile(_ probability: Double) -> Double { gsl_cdf_ugaussian_Pinv(probability) }

/// Student's t quantile with `degrees` of freedom: for confidence intervals of means.
public func studentQuantile(_ probability: Double, degrees: Double) -> Double {
  gsl_cdf_tdist_Pinv(probability, degrees)
}

func powerOf(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
